import { execFileSync } from "node:child_process";
import { ensureVenv } from "../environment/ensure-venv.ts";

export interface Interpreter {
  readonly python: string;
  /** Version of its Alembic. */
  readonly alembic: string;
  /** The newest is asked for everything; older ones for facts only: what some expressions mean has changed since. */
  readonly asks: "everything" | "facts";
}

/** The interpreters to compare with: the newest Alembic, and an older one where the machine has it. */
export async function interpreters(): Promise<readonly Interpreter[]> {
  const newest = process.env.LIMBECK_TEST_PYTHON_NEW ?? (await ensureVenv());
  const old = process.env.LIMBECK_TEST_PYTHON_OLD ?? "/usr/bin/python3";
  const found: Interpreter[] = [];
  for (const [python, asks] of [[newest, "everything"] as const, [old, "facts"] as const]) {
    const alembic = versionOf(python);
    if (alembic !== null) found.push({ python, alembic, asks });
  }
  return found;
}

function versionOf(python: string): string | null {
  try {
    const program = "import alembic; print(alembic.__version__)";
    return execFileSync(python, ["-c", program], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}
