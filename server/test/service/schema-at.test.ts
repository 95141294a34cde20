import { expect, test } from "vitest";
import { schemaAfter, schemaBefore, stepOf, upgradeOrder } from "../../src/service/features/schema-at.ts";
import { rounds } from "../harness/rounds.ts";
import { seed } from "../harness/seed.ts";
import { random } from "../oracle/random.ts";
import { load, migration, projectFiles } from "./project-fixture.ts";

/** Branches, merges, several bases and dependencies. */
function history(below: (end: number) => number): Readonly<Record<string, string>> {
  const ids = Array.from({ length: 25 }, (_, index) => `r${String(index).padStart(2, "0")}`);
  return Object.fromEntries(
    ids.map((revision, index) => {
      const older = (): string => ids[Math.max(0, index - 1 - below(Math.min(index, 5)))] ?? "";
      const parents =
        index === 0 || below(12) === 0 ? [] : [...new Set(below(4) === 0 ? [older(), older()] : [older()])];
      const needs = index > 2 && below(5) === 0 ? older() : null;
      const text = migration({ revision, down: parents, upgrade: `op.create_table("${revision}")` });
      return [
        `${revision}.py`,
        text
          .replace("down_revision = ()", "down_revision = None")
          .replace(
            "depends_on = None",
            needs === null || parents.includes(needs) ? "depends_on = None" : `depends_on = "${needs}"`,
          ),
      ];
    }),
  );
}

test(`the schema of a line goes on from its parent's as if all was replayed from the base (seed ${seed})`, async () => {
  const { below } = random(seed);
  let compared = 0;
  for (let round = 0; round < rounds(60, 12); round++) {
    const { snapshot: take } = await load(projectFiles(history(below)));
    const snapshot = take();
    const [project] = snapshot.projects;
    if (project === undefined) throw new Error("The project was not found.");
    const ids = [...project.graph.revisions.keys()].sort(() => below(3) - 1);
    for (const id of ids) {
      const order = upgradeOrder(project, id) ?? [];
      const steps = order.map((it) => stepOf(snapshot, project, it, "upgrade"));
      // The replay remembers: the same steps in the same order give the same object.
      expect(schemaBefore(snapshot, project, id)).toBe(snapshot.replay.after(project.analysis, steps.slice(0, -1)));
      expect(schemaAfter(snapshot, project, id)).toBe(snapshot.replay.after(project.analysis, steps));
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(0);
});
