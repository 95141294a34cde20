/** A Python that may run Alembic, and who named it. */
export interface Interpreter {
  /** Path of the executable, or a name to look up on the PATH. */
  readonly path: string;
  /** For people: "the setting limbeck.interpreter", "the virtual environment .venv" … */
  readonly from: string;
}

/** One way of finding interpreters. Providers are asked in order; none throws. */
export interface InterpreterProvider {
  readonly find: (place: InterpreterPlace) => Promise<readonly Interpreter[]>;
}

export interface InterpreterPlace {
  /** Where Alembic is run. */
  readonly workingDirectory: string;
  /** The workspace folder; virtual environments are looked for from the working directory up to here. */
  readonly folder: string;
}
