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

function versionOf(python: string, module = "alembic"): string | null {
  try {
    const program = `import ${module}; print(${module}.__version__)`;
    return execFileSync(python, ["-c", program], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}

/** An interpreter whose Alembic prints SQL, with the versions as our renderer takes them. */
export interface SqlInterpreter {
  readonly python: string;
  readonly alembic: string;
  readonly sqlalchemy: "1.4" | "2.0" | "2.1";
}

/** The newest Alembic with the newest SQLAlchemy and with SQLAlchemy 2.0, and the oldest pair where the machine has it. */
export async function sqlInterpreters(): Promise<readonly SqlInterpreter[]> {
  const newest = process.env.LIMBECK_TEST_PYTHON_NEW ?? (await ensureVenv());
  const middle = process.env.LIMBECK_TEST_PYTHON_MIDDLE ?? (await ensureVenv("sqlalchemy 2.0"));
  const old = process.env.LIMBECK_TEST_PYTHON_OLD ?? "/usr/bin/python3";
  return [newest, middle, old].flatMap((python) => {
    const alembic = versionOf(python);
    const sqlalchemy = versionOf(python, "sqlalchemy")?.split(".").slice(0, 2).join(".");
    if (alembic === null || (sqlalchemy !== "1.4" && sqlalchemy !== "2.0" && sqlalchemy !== "2.1")) return [];
    return [{ python, alembic, sqlalchemy }];
  });
}
