import { afterEach, describe, expect, test } from "vitest";
import type { InlayHint } from "vscode-languageserver";
import { CancellationTokenSource } from "vscode-languageserver-protocol/node";
import type {
  BodySummary,
  CompareResult,
  PreviewParams,
  PreviewResult,
  ProjectInfo,
  SchemaResult,
} from "../../src/lsp/protocol.ts";
import { migration, projectFiles, versions } from "../service/project-fixture.ts";
import { startClient, type TestClient, uriOf } from "./client.ts";

const a1 = `${versions}/a1.py`;
const b2 = `${versions}/b2.py`;
const email = migration({
  revision: "b2",
  down: "a1",
  upgrade: 'op.add_column("users", sa.Column("email", sa.Text()))',
  downgrade: 'op.drop_column("users", "email")',
});
const chain = projectFiles({
  "a1.py": migration({ revision: "a1", upgrade: 'op.create_table("users", sa.Column("id", sa.Integer()))' }),
  "b2.py": email,
});

const clients: TestClient[] = [];
async function start(): Promise<TestClient> {
  const client = await startClient(chain);
  clients.push(client);
  return client;
}
afterEach(async () => {
  for (const it of clients.splice(0)) await it.dispose();
});

const params: PreviewParams = { uri: uriOf(b2), direction: "upgrade", scope: "revision", rows: null };
const ask = (client: TestClient, more: Partial<PreviewParams> = {}) =>
  client.request<PreviewResult | null>("limbeck/preview", { ...params, ...more });

describe("limbeck/preview", () => {
  test("follows every keystroke of a document that is not saved, and names the version that it was made from", async () => {
    const client = await start();
    expect((await ask(client))?.version).toBeNull();
    client.open(b2, email);
    client.replace(b2, "sa.Text()", "sa.String(4)");
    client.replace(b2, "sa.String(4)", "sa.String(42)");
    const it = await ask(client);
    expect(it?.version).toBe(3);
    expect(it?.text).toContain("ADD COLUMN email VARCHAR(42);");
    expect(client.log).toEqual([]);
  });

  test("leads from a range of its text to a range of the migration", async () => {
    const client = await start();
    const it = await ask(client);
    const [block] = it?.blocks ?? [];
    const lines = it?.text.split("\n") ?? [];
    const line = lines.indexOf("-- line 18: op.add_column");
    const last = lines.indexOf("ALTER TABLE users ADD COLUMN email TEXT;");
    expect(block).toEqual({
      kind: "statement",
      range: { start: { line, character: 0 }, end: { line: last, character: 40 } },
      link: { start: { line, character: 3 }, end: { line, character: 25 } },
      uri: uriOf(b2),
      places: [{ start: { line: 17, character: 4 }, end: { line: 17, character: 57 } }],
    });
  });

  test("directions, scopes and typed ranges", async () => {
    const client = await start();
    expect((await ask(client, { direction: "downgrade" }))?.sql).toContain("DROP COLUMN email");
    expect((await ask(client, { scope: "to here", rows: [] }))?.revisions).toEqual(["a1", "b2"]);
    expect((await ask(client, { scope: "all", rows: ["b2"] }))?.revisions).toEqual([]);
    expect((await ask(client, { scope: { range: "a1:heads" } }))?.revisions).toEqual(["b2"]);
  });

  test("a file that is no migration has no preview", async () => {
    const client = await start();
    expect(await ask(client, { uri: uriOf("/folder/migrations/env.py") })).toBeNull();
  });

  test("is taken back, or overtaken by a keystroke: an error, not a stale text", async () => {
    const client = await start();
    await ask(client);
    client.open(b2, email);
    const source = new CancellationTokenSource();
    const cancelled = client.connection.sendRequest("limbeck/preview", params, source.token);
    source.cancel();
    await expect(cancelled).rejects.toMatchObject({ code: -32800 });
    const overtaken = ask(client);
    client.replace(b2, "sa.Text()", "sa.String(4)");
    await expect(overtaken).rejects.toMatchObject({ code: -32801 });
    expect((await ask(client))?.text).toContain("VARCHAR(4)");
  });
});

test("hints stand behind the operations that make others wait; the setting chooses which", async () => {
  const settings = { inlayHints: { locks: "blocking" } };
  const client = await startClient(chain, { settings });
  clients.push(client);
  const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const hints = (path: string) =>
    client.request<readonly InlayHint[]>("textDocument/inlayHint", {
      textDocument: { uri: uriOf(path) },
      range: whole,
    });
  expect(await hints(b2)).toMatchObject(
    [
      { position: { line: 17, character: 57 }, label: "ACCESS EXCLUSIVE on users", tooltip: /blocks reads and writes/ },
      { position: { line: 21 }, label: "ACCESS EXCLUSIVE on users" },
    ].map((it) => ({ ...it, ...(it.tooltip === undefined ? {} : { tooltip: expect.stringMatching(it.tooltip) }) })),
  );
  expect(await hints(a1)).toEqual([]);
  settings.inlayHints.locks = "off";
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await expect.poll(() => hints(b2)).toEqual([]);
});

test("limbeck/bodies says what both functions come to, and where they are", async () => {
  const client = await start();
  const ofFile = (path: string) => client.request<readonly BodySummary[]>("limbeck/bodies", { uri: uriOf(path) });
  expect(await ofFile(b2)).toMatchObject([
    { direction: "upgrade", line: 16, summary: ["1 statement", "ACCESS EXCLUSIVE on users"] },
    { direction: "downgrade", line: 20, summary: ["1 statement", "ACCESS EXCLUSIVE on users"] },
  ]);
  expect(await ofFile(a1)).toMatchObject([
    { direction: "upgrade" },
    { direction: "downgrade", summary: ["0 statements"] },
  ]);
  expect(await ofFile("/folder/migrations/env.py")).toEqual([]);
});

test("limbeck/schema: before and after a revision, from the migrations alone", async () => {
  const client = await start();
  const [project] = await client.request<readonly ProjectInfo[]>("limbeck/projects");
  const schema = (revision: string) =>
    client.request<SchemaResult | null>("limbeck/schema", { project: project?.id, revision });
  const it = await schema("b2");
  expect(it?.before).toContain("CREATE TABLE users (\n    id integer\n);");
  expect(it?.after).toContain("CREATE TABLE users (\n    id integer,\n    email text\n);");
  expect(await schema("gone")).toBeNull();
});

test("limbeck/compare: where Alembic's script is another than ours", async () => {
  const client = await start();
  const [project] = await client.request<readonly ProjectInfo[]>("limbeck/projects");
  const ours = (await ask(client))?.sql ?? "";
  const compare = (script: string) =>
    client.request<CompareResult | null>("limbeck/compare", {
      project: project?.id,
      direction: "upgrade",
      range: "a1:b2",
      script,
    });
  expect(await compare(ours)).toMatchObject({ ours, differences: [], incomplete: [] });
  expect((await compare(ours.replace("TEXT", "VARCHAR")))?.differences).toMatchObject([{ revision: "b2" }]);
});

test("what the client learns of server and interpreter is said in the preview", async () => {
  const client = await start();
  const [project] = await client.request<readonly ProjectInfo[]>("limbeck/projects");
  await client.connection.sendNotification("limbeck/surroundings", {
    project: project?.id,
    postgres: { major: 15, from: "staging" },
    libraries: { alembic: "1.13.0", sqlalchemy: "1.4.46", from: "the interpreter" },
  });
  await expect
    .poll(async () => (await ask(client))?.text)
    .toContain("-- PostgreSQL 15 (staging)\n-- Alembic 1.13.0 (the interpreter), SQLAlchemy 1.4 (the interpreter)\n");
});

test("the hover on an operation has its locks and the SQL that is printed, gaps with their reason", async () => {
  const client = await start();
  const hover = async (text: string, at: string) => {
    client.open(b2, text);
    const before = text.slice(0, text.indexOf(at) + 4).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    const it = await client.request<{ readonly contents: { readonly value: string } } | null>("textDocument/hover", {
      textDocument: { uri: uriOf(b2) },
      position,
    });
    client.close(b2);
    return it?.contents.value ?? "";
  };
  const known = await hover(email, "op.add_column");
  expect(known).toContain("ALTER TABLE users ADD COLUMN email TEXT;");
  expect(known).toMatch(/locks users: ACCESS EXCLUSIVE, blocks reads and writes/);
  const gap = email.replace('op.add_column("users", sa.Column("email", sa.Text()))', 'op.execute(open("x").read())');
  expect(await hover(gap, "op.execute")).toMatch(/Not known without running it: /);
});
