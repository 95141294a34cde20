import { expect, test } from "vitest";
import { offlineParamstyle } from "../../src/project/offline-paramstyle.ts";
import { pythonOf, runPython } from "./run-python.ts";

interface Answers {
  readonly sqlalchemy: string;
  readonly answers: readonly ({ readonly style: string; readonly lines: readonly string[] } | null)[];
}

const drivers = ["default", "psycopg2", "psycopg2cffi", "psycopg", "psycopg_async", "asyncpg", "pg8000"];
const styles = [null, "named", "format", "pyformat"];
const cases = drivers.flatMap((driver) =>
  styles.flatMap((paramstyle) =>
    [true, false].map((literalBinds) => ({
      driver,
      paramstyle,
      literalBinds,
      url: driver === "default" ? "postgresql://" : `postgresql+${driver}://`,
    })),
  ),
);

test.each(["LIMBECK_TEST_PYTHON_NEW", "LIMBECK_TEST_PYTHON_OLD"] as const)(
  "percent signs and placeholders of every driver, %s",
  (variable) => {
    const { sqlalchemy, answers } = runPython(pythonOf(variable), "./offline_paramstyle_driver.py", cases) as Answers;
    const series = sqlalchemy.startsWith("1.") ? "1.4" : sqlalchemy.startsWith("2.0") ? "2.0" : "2.1";
    let compared = 0;
    for (const [index, it] of cases.entries()) {
      const answer = answers[index] ?? null;
      const said = offlineParamstyle({
        paramstyle: it.paramstyle ?? "default",
        drivers: [it.driver],
        sqlalchemy: series,
      });
      const place = JSON.stringify(it);
      // A dialect that this SQLAlchemy does not have: the URL is refused, and nothing is claimed.
      if (answer === null) {
        expect(said.castsBinds, place).toBeNull();
        continue;
      }
      compared++;
      const [percent = "", bind = "", modulo = ""] = answer.lines;
      expect(said.paramstyle, place).toBe(answer.style);
      expect(said.doublesPercent, place).toBe(percent.includes("%%"));
      expect(said.doublesModulo, place).toBe(modulo.includes("%%"));
      if (!it.literalBinds && it.paramstyle !== "named") expect(said.castsBinds, place).toBe(bind.includes("::"));
    }
    expect(compared).toBeGreaterThan(30);
  },
);
