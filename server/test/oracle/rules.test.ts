import { globSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { type RuleProof, ruleProofs } from "../harness/rule-proof.ts";
import { readSuite } from "../harness/suite.ts";
import { pythonOf, runPython } from "./run-python.ts";

/*
 * The suites of test-fixtures/rules, as far as a block says `fails=…` or `runs`: the migration is run by the real Alembic on a real PostgreSQL. Its fixes are
 * run too: they must succeed, and where the migration itself did what it says, end in the same schema.
 */

interface Step {
  readonly errors: readonly string[];
  readonly message: string;
  readonly schema: readonly string[];
  readonly versions: readonly string[];
  readonly value: string | null;
  readonly output: string;
}

const folder = resolve(import.meta.dirname, "../../../test-fixtures/rules");
/** LIMBECK_RULES=a,b: the proofs of these rules only. */
const only = process.env.LIMBECK_RULES?.split(",") ?? null;
const proofs = globSync("*.md", { cwd: folder })
  .filter((it) => only === null || only.includes(basename(it, ".md")))
  .sort()
  .flatMap((file) => ruleProofs(basename(file, ".md"), readSuite(file, readFileSync(join(folder, file), "utf8"))));

/** The steps of one migration: its upgrade is the last but the probes. */
function steps(proof: RuleProof): readonly (readonly [string, string])[] {
  if (proof.command !== null) return [[proof.command, ""]];
  if (proof.prints !== null) return [["offline", "b2"]];
  return [
    ...(proof.block.flags.has("together") ? [] : [["upgrade", "a1"] as const]),
    ...(proof.rows === null ? [] : [["sql", proof.rows] as const]),
    ["upgrade", "b2"],
    ...(proof.redo
      ? ([
          ["downgrade", "a1"],
          ["upgrade", "b2"],
        ] as const)
      : []),
    ...(proof.again ? [["upgrade", "b2"] as const] : []),
    ...proof.probes.map((it) => ["probe", it.sql] as const),
  ];
}

function run(
  python: string,
  runs: readonly { readonly proof: RuleProof; readonly text: string; readonly env: string | null }[],
): readonly Step[][] {
  const url = process.env.LIMBECK_TEST_PG_URL;
  if (url === undefined) throw new Error("LIMBECK_TEST_PG_URL is not set: run these tests through npm test.");
  const cases = runs.map(({ proof, text, env }) => ({
    files: { "a1.py": proof.before, "b2.py": text },
    env,
    driver: proof.driver,
    steps: steps(proof),
  }));
  return runPython(python, "rules_driver.py", { url, cases }) as Step[][];
}

/** The upgrade to b2 (its last attempt), and the probes behind it. */
function outcome(proof: RuleProof, result: readonly Step[] | undefined) {
  const count = proof.probes.length;
  const all = result ?? [];
  const upgrade = all[all.length - 1 - count];
  return { upgrade, probes: all.slice(all.length - count).map((it) => it.value) };
}

describe.each([
  ["SQLAlchemy 2.0", "LIMBECK_TEST_PYTHON_MIDDLE"],
  ["the newest SQLAlchemy", "LIMBECK_TEST_PYTHON_NEW"],
] as const)("%s", (_, variable) => {
  const asWritten = run(
    pythonOf(variable),
    proofs.map((proof) => ({ proof, text: proof.text, env: proof.env })),
  );
  const fixes = proofs.flatMap((proof) =>
    proof.fixed.map((it) => ({ proof, text: it.text, env: proof.env === null ? null : it.env })),
  );
  const afterFixes = run(pythonOf(variable), fixes);

  test.each(proofs.map((proof, at) => [proof.name, proof, at] as const))("%s", (_name, proof, at) => {
    const { upgrade, probes } = outcome(proof, asWritten[at]);
    if (proof.fails === null) expect([upgrade?.message, upgrade?.errors]).toEqual(["", []]);
    else {
      const found = upgrade?.errors.some((it) => proof.fails?.includes(it)) ?? false;
      expect(found ? [] : [upgrade?.errors, upgrade?.message]).toEqual([]);
    }
    const { prints } = proof;
    if (prints !== null) expect(upgrade?.output).toContain(prints);
    proof.probes.forEach((it, index) => {
      if (it.after !== null) expect([it.sql, probes[index]]).toEqual([it.sql, it.after]);
    });
    fixes.forEach((it, index) => {
      if (it.proof !== proof) return;
      const better = outcome(proof, afterFixes[index]);
      if (prints !== null) {
        expect([it.text, better.upgrade?.message]).toEqual([it.text, ""]);
        expect(better.upgrade?.output).not.toContain(prints);
        return;
      }
      expect([it.text, better.upgrade?.message, better.upgrade?.versions]).toEqual([it.text, "", ["b2"]]);
      // A migration that fails, or that a probe shows to lose something, has no schema to keep.
      if (proof.fails === null && proof.probes.every((one) => one.after === null)) {
        expect([it.text, better.upgrade?.schema]).toEqual([it.text, upgrade?.schema]);
      }
      proof.probes.forEach((probe, number) => {
        if (probe.fixed !== null) expect([it.text, better.probes[number]]).toEqual([it.text, probe.fixed]);
      });
    });
  });
});
