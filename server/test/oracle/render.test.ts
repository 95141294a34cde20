import { describe, expect, it } from "vitest";
import { seed } from "../harness/seed.ts";
import { random } from "./random.ts";
import { compareRendering, versionsOf } from "./render-comparison.ts";
import { renderCase } from "./render-generator.ts";

const count = Number(process.env.LIMBECK_RENDER_CASES ?? 2000);

const variables = ["LIMBECK_TEST_PYTHON_NEW", "LIMBECK_TEST_PYTHON_MIDDLE", "LIMBECK_TEST_PYTHON_OLD"];

describe("random directives", () => {
  for (const variable of variables) {
    const python = process.env[variable];
    // The oldest pair comes from Debian's packages and is not on every machine.
    if (python === undefined && variable === "LIMBECK_TEST_PYTHON_OLD") continue;
    it(`print what the Alembic of ${variable} prints, or say that they do not know (seed ${seed})`, () => {
      if (python === undefined) throw new Error(`${variable} is not set: run these tests through npm test.`);
      const source = random(seed);
      const cases = Array.from({ length: count }, () => renderCase(source));
      const versions = versionsOf(python);
      const { same, gaps, refused, wrong } = compareRendering(cases, versions);
      const unknown = count - same - refused - wrong.length;
      const often = [...gaps].sort((a, b) => b[1] - a[1]).slice(0, Number(process.env.LIMBECK_RENDER_GAPS ?? 0));
      console.log(
        `Alembic ${versions.alembic}, SQLAlchemy ${versions.sqlalchemy}: ${same} the same, ${unknown} not all known, ${refused} refused by Alembic`,
        ...often.map(([reason, times]) => `\n${times} ${reason}`),
      );
      expect(wrong.slice(0, 20)).toEqual([]);
      // The generator asks for much that nobody writes; yet most of what Alembic prints must be known.
      expect(same).toBeGreaterThan(unknown);
    }, 300_000);
  }
});
