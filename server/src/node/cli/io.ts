/** Where a command writes. Data goes to `out`, everything else to `err`; nothing else in the commands touches the process. */
export interface Io {
  readonly cwd: string;
  /** The environment variable ALEMBIC_CONFIG: takes the place of a `-c` that is not given. Empty counts as unset. */
  readonly alembicConfig?: string | undefined;
  out(text: string): void;
  err(text: string): void;
  /** Colour may be used on `out`. */
  readonly color: boolean;
  /** `err` is a terminal: progress may be shown there. */
  readonly progress: boolean;
  /** Columns of the terminal; 100 where there is none. */
  readonly width: number;
}

/** 0: nothing at or above the threshold. 1: findings. 2: wrong use. */
export type ExitCode = 0 | 1 | 2;
