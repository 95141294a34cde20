import { expect, test } from "vitest";
import { compareScript } from "../../src/service/features/compare-script.ts";
import { renderRange } from "../../src/service/features/render-range.ts";
import { load, migration, projectFiles } from "./project-fixture.ts";

const files = projectFiles({
  "a1.py": migration({ revision: "a1", upgrade: 'op.create_table("users", sa.Column("id", sa.Integer()))' }),
  "b2.py": migration({ revision: "b2", down: "a1", upgrade: 'op.execute(sql())\nop.drop_table("x")' }),
  "c3.py": migration({ revision: "c3", down: "b2", upgrade: 'op.drop_table("users")' }),
});

async function ours(range: string) {
  const snapshot = (await load(files)).snapshot();
  const [project] = snapshot.projects;
  const result = project === undefined ? null : renderRange(snapshot, project, { range, direction: "upgrade" });
  if (result?.ok !== true) throw new Error("The range is refused.");
  return result;
}

test("the same script has no difference, whatever its line ends", async () => {
  const script = await ours("base:a1");
  expect(compareScript(script.text.replaceAll("\n", "\r\n"), script)).toEqual({ differences: [], incomplete: [] });
});

test("a difference is named with its revision and the line of Alembic's script", async () => {
  const script = await ours("base:a1");
  const alembic = script.text.replace("id INTEGER", "id BIGINT");
  const line = alembic.split("\n").findIndex((it) => it.includes("BIGINT")) + 1;
  expect(compareScript(alembic, script).differences).toEqual([{ revision: "a1", line }]);
});

test("a revision with a gap is not compared, and hides nothing in the next one", async () => {
  const script = await ours("base:heads");
  const filled = script.text.replace(/-- not known: .*/, "ANALYZE;");
  expect(compareScript(filled, script)).toEqual({ differences: [], incomplete: ["b2"] });
  const other = filled.replace("DROP TABLE users", 'DROP TABLE "Users"');
  expect(compareScript(other, script).differences.map((it) => it.revision)).toEqual(["c3"]);
});

test("text before the first revision, and a revision too many", async () => {
  const script = await ours("base:a1");
  expect(compareScript(`hello\n${script.text}`, script).differences).toEqual([{ revision: null, line: 1 }]);
  const more = `${script.text}-- Running upgrade a1 -> zz\n\nSELECT 1;\n`;
  expect(compareScript(more, script).differences.at(-1)?.revision).toBeNull();
});
