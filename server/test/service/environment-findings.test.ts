import { describe, expect, test } from "vitest";
import { applyEdits } from "../../src/base/text-edit.ts";
import { codeActions } from "../../src/service/features/code-actions.ts";
import { fileDiagnostics } from "../../src/service/features/diagnostics.ts";
import type { Snapshot } from "../../src/service/snapshot.ts";
import { fixContext, type LoadedFixture, load, migration, projectFiles, root, versions } from "./project-fixture.ts";

const env = `${root}/migrations/env.py`;
const ini = `${root}/alembic.ini`;
const requirements = { [`${root}/requirements.txt`]: "sqlalchemy==2.0.40\nalembic==1.16.0\n" };
const broken = `from alembic import context

with engine.connect() as connection:
    context.configure(connection=connection)
    context.run_migrations()
`;
const right = broken.replace("    context.run", "    with context.begin_transaction():\n        context.run");
const secret =
  "[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql://shop:Ue8-tz41@db.example.com/shop\n";
const chain = {
  "a1.py": migration({ revision: "a1", upgrade: 'op.execute("SELECT 1")' }),
  "b2.py": migration({ revision: "b2", down: "a1", upgrade: 'op.execute("SELECT 2")' }),
};

const loaded = (more: Readonly<Record<string, string>>): Promise<LoadedFixture> =>
  load(projectFiles(chain, { ...requirements, ...more }));

function codes(snapshot: Snapshot, path: string): readonly string[] {
  const file = snapshot.file(path);
  return file === undefined ? [] : fileDiagnostics(snapshot, file).map((it) => it.code);
}

describe("findings in env.py and the configuration", () => {
  test("stand in their own files, which are checked beside the migrations", async () => {
    const { snapshot } = await loaded({ [env]: broken, [ini]: secret });
    const now = snapshot();
    expect(now.environment.map((it) => it.path).sort()).toEqual([ini, env]);
    expect(now.checked.length).toBe(now.files.length + 2);
    expect(now.files.map((it) => it.path)).not.toContain(env);
    expect(codes(now, env)).toEqual(["env-no-begin-transaction"]);
    expect(codes(now, ini)).toEqual(["ini-url-with-password"]);
  });

  test("follow the editor, and the disk when it closes the document", async () => {
    const { snapshot, workspace } = await loaded({ [env]: broken, [ini]: secret });
    workspace.setDocument(env, right);
    workspace.setDocument(ini, secret.replace("Ue8-tz41", "%(password)s"));
    expect([codes(snapshot(), env), codes(snapshot(), ini)]).toEqual([[], []]);
    workspace.setDocument(env, null);
    workspace.setDocument(ini, null);
    expect(codes(snapshot(), env)).toEqual(["env-no-begin-transaction"]);
    expect(codes(snapshot(), ini)).toEqual(["ini-url-with-password"]);
  });

  test("are not computed again when a migration is typed in", async () => {
    const { snapshot, workspace } = await loaded({ [env]: broken, [ini]: secret });
    const before = snapshot().projects[0]?.findings;
    for (const text of ["SELECT 3", "SELECT", "SELECT 4"]) {
      const upgrade = `op.execute("${text}")`;
      workspace.setDocument(`${versions}/b2.py`, migration({ revision: "b2", down: "a1", upgrade }));
      expect(snapshot().projects[0]?.findings).toBe(before);
    }
    workspace.setDocument(env, `${broken}\n`);
    expect(snapshot().projects[0]?.findings).not.toBe(before);
  });

  test("are kept away by a comment, in Python and in the ini, and switched off by path", async () => {
    const comment = "# limbeck: ignore[env-no-begin-transaction] the pool commits\n    context.run";
    const above = "# limbeck: ignore[ini-url-with-password] for exercises\nsqlalchemy.url";
    const { snapshot } = await loaded({
      [env]: broken.replace("context.run", comment),
      [ini]: secret.replace("sqlalchemy.url", above),
    });
    const now = snapshot();
    expect([codes(now, env), codes(now, ini)]).toEqual([[], []]);
    const reasons = now.environment.flatMap((it) => now.projectFindings(it).suppressed.map((one) => one.reason));
    expect(reasons.sort()).toEqual(["for exercises", "the pool commits"]);

    const other = await loaded({
      [env]: broken,
      [ini]: secret,
      [`${root}/limbeck.toml`]: '[paths."migrations/env.py"]\nignore = ["environment"]\n',
    });
    expect([codes(other.snapshot(), env), codes(other.snapshot(), ini)]).toEqual([[], ["ini-url-with-password"]]);
  });

  test("come with their fixes and a way to keep them away", async () => {
    const { snapshot } = await loaded({ [env]: broken, [ini]: secret });
    const now = snapshot();
    for (const [path, rule, titles] of [
      [
        env,
        "env-no-begin-transaction",
        ["Put it into context.begin_transaction()", "Suppress env-no-begin-transaction here"],
      ],
      [ini, "ini-url-with-password", ["Suppress ini-url-with-password here"]],
    ] as const) {
      const file = now.file(path);
      if (file === undefined) throw new Error(`${path} is not there`);
      const actions = codeActions(now, file, { start: 0, end: file.text.length }, fixContext);
      expect(actions.map((it) => it.title)).toEqual(titles);
      for (const it of actions) {
        const again = await loaded({ [env]: broken, [ini]: secret, [path]: applyEdits(file.text, it.edits) });
        expect(codes(again.snapshot(), path)).not.toContain(rule);
      }
    }
  });

  test("a revision that the chain says something of is asked again when it moves", async () => {
    const dated = { revision: "b2", down: "a1", date: "2025-01-01 00:00:00" } as const;
    const settings = { [`${root}/limbeck.toml`]: '[rules]\ncreate-date-before-parent = "hint"\n' };
    const contents = projectFiles({ ...chain, "b2.py": migration(dated) }, { ...requirements, ...settings });
    const { snapshot, workspace } = await load(contents);
    const path = `${versions}/b2.py`;
    expect(codes(snapshot(), path)).toContain("create-date-before-parent");
    const at = (): number => fileDiagnostics(snapshot(), snapshot().file(path) as never)[0]?.span.start ?? 0;
    const before = at();
    workspace.setDocument(path, `# above\n${migration(dated)}`);
    expect(at()).toBe(before + "# above\n".length);
  });
});
