import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Runs a driver script of this folder in one Python process: JSON in on standard input, JSON out. */
export function runPython(
  python: string,
  script: string,
  input: unknown,
  env: Readonly<Record<string, string>> = {},
): unknown {
  const output = execFileSync(python, ["-B", fileURLToPath(new URL(script, import.meta.url))], {
    input: JSON.stringify(input),
    env: { ...process.env, PYTHONHASHSEED: "0", PYTHONIOENCODING: "utf-8", ...env },
    maxBuffer: 1 << 30,
  });
  return JSON.parse(output.toString("utf8"));
}

/** The interpreter named by an environment variable that `npm test` sets; the test fails without it. */
export function pythonOf(
  variable: "LIMBECK_TEST_PYTHON_NEW" | "LIMBECK_TEST_PYTHON_MIDDLE" | "LIMBECK_TEST_PYTHON_OLD",
): string {
  const python = process.env[variable];
  if (python === undefined) throw new Error(`${variable} is not set: run these tests through npm test.`);
  return python;
}
