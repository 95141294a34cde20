import { afterEach, expect, test } from "vitest";
import type { CodeAction } from "vscode-languageserver";
import { migration, projectFiles, root } from "../service/project-fixture.ts";
import { codesOf, startClient, type TestClient, uriOf } from "./client.ts";

const env = `${root}/migrations/env.py`;
const ini = `${root}/alembic.ini`;
const broken = `from alembic import context

with engine.connect() as connection:
    context.configure(connection=connection)
    context.run_migrations()
`;
const secret =
  "[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql://shop:Ue8-tz41@db.example.com/shop\n";
const files = projectFiles(
  { "a1.py": migration({ revision: "a1" }) },
  { [env]: broken, [ini]: secret, [`${root}/requirements.txt`]: "sqlalchemy==2.0.40\n" },
);

const clients: TestClient[] = [];
afterEach(async () => {
  for (const it of clients.splice(0)) await it.dispose();
});

test("diagnostics of env.py and alembic.ini are pushed, and follow typing, saving and deleting", async () => {
  const client = await startClient(files);
  clients.push(client);
  const codes = (path: string) => codesOf(client.pushed.get(uriOf(path))?.diagnostics);
  await client.until(() => codes(env).includes("env-no-begin-transaction"), "the finding in env.py");
  await client.until(() => codes(ini).includes("ini-url-with-password"), "the finding in the ini");
  client.open(env, broken);
  client.open(ini, secret);
  client.replace(
    env,
    "    context.run_migrations()",
    "    with context.begin_transaction():\n        context.run_migrations()",
  );
  await client.until(() => codes(env).length === 0, "the finding in env.py gone");
  client.replace(ini, "Ue8-tz41@", "");
  await client.until(() => codes(ini).length === 0, "the finding in the ini gone");
  client.replace(ini, "shop:", "shop:Ue8-tz42@");
  await client.until(() => codes(ini).length === 1, "the finding in the ini again");
  client.close(ini);
  client.onDisk(ini, secret.replace("shop:Ue8-tz41@", ""));
  await client.until(() => codes(ini).length === 0, "what the disk says");
  expect(client.log).toEqual([]);
});

test("fixes are offered in env.py", async () => {
  const client = await startClient(files);
  clients.push(client);
  client.open(env, broken);
  await client.until(() => client.pushed.has(uriOf(env)), "the finding");
  const actions = await client.request<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri: uriOf(env) },
    range: { start: { line: 4, character: 6 }, end: { line: 4, character: 6 } },
    context: { diagnostics: [] },
  });
  expect(actions.map((it) => it.title)).toEqual([
    "Put it into context.begin_transaction()",
    "Suppress env-no-begin-transaction here",
  ]);
  // Hover and the others are about migrations.
  expect(
    await client.request("textDocument/hover", {
      textDocument: { uri: uriOf(env) },
      position: { line: 4, character: 6 },
    }),
  ).toBeNull();
});
