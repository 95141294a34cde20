import type { Interpreter, InterpreterPlace, InterpreterProvider } from "./interpreter.ts";
import { type Probe, probeInterpreter } from "./probe-interpreter.ts";

export type FoundInterpreter =
  | { readonly ok: true; readonly interpreter: Interpreter; readonly probe: Probe & { readonly kind: "alembic" } }
  | {
      readonly ok: false;
      /** "none": no Python at all; "broken": what was named does not run; "no alembic": it runs and lacks a package. */
      readonly reason: "none" | "broken" | "no alembic";
      readonly interpreter: Interpreter | null;
      /** A sentence with what to do next. */
      readonly message: string;
    };

export interface FindInterpreter {
  readonly place: InterpreterPlace;
  /** What the setting names: taken as it is, never replaced by something that was found. */
  readonly explicit: Interpreter | null;
  readonly providers: readonly InterpreterProvider[];
  readonly runner: string;
  /** Remembers probes by path, for the life of a session. */
  readonly known: Map<string, Probe>;
}

/**
 * The first interpreter that can run Alembic. An explicit one is never overridden: if it cannot, that is said.
 * Otherwise all providers are asked in order, since the interpreter that an editor has chosen is often not the one that has Alembic.
 */
export async function findInterpreter(options: FindInterpreter): Promise<FoundInterpreter> {
  if (options.explicit !== null) {
    const probe = await probeOnce(options, options.explicit);
    return probe.kind === "alembic"
      ? { ok: true, interpreter: options.explicit, probe }
      : failure(options.explicit, probe);
  }
  let first: { readonly interpreter: Interpreter; readonly probe: Exclude<Probe, { kind: "alembic" }> } | null = null;
  const seen = new Set<string>();
  for (const provider of options.providers) {
    for (const interpreter of await provider.find(options.place)) {
      if (seen.has(interpreter.path)) continue;
      seen.add(interpreter.path);
      const probe = await probeOnce(options, interpreter);
      if (probe.kind === "alembic") return { ok: true, interpreter, probe };
      if (first === null || (first.probe.kind === "broken" && probe.kind === "missing")) first = { interpreter, probe };
    }
  }
  if (first === null || first.probe.kind === "broken") {
    return {
      ok: false,
      reason: "none",
      interpreter: null,
      message: "No Python interpreter was found for this project. Select the one that has Alembic installed.",
    };
  }
  return failure(first.interpreter, first.probe);
}

async function probeOnce(options: FindInterpreter, interpreter: Interpreter): Promise<Probe> {
  const known = options.known.get(interpreter.path);
  if (known?.kind === "alembic") return known;
  const probe = await probeInterpreter(interpreter.path, options.runner, options.place.workingDirectory);
  options.known.set(interpreter.path, probe);
  return probe;
}

function failure(interpreter: Interpreter, probe: Exclude<Probe, { kind: "alembic" }>): FoundInterpreter {
  if (probe.kind === "broken") {
    const message = `${interpreter.path} (${interpreter.from}) does not run: ${probe.why} Select another interpreter.`;
    return { ok: false, reason: "broken", interpreter, message };
  }
  const message = `${interpreter.path} (${interpreter.from}) has no ${probe.module}. Install it with "${interpreter.path} -m pip install ${probe.module}", or select another interpreter.`;
  return { ok: false, reason: "no alembic", interpreter, message };
}
