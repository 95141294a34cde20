import { afterEach, describe, expect, test } from "vitest";
import type { CodeAction, DocumentHighlight, SymbolInformation, WorkspaceEdit } from "vscode-languageserver-protocol";
import type { ProjectInfo, ResolveResult, RevisionsResult } from "../../src/lsp/protocol.ts";
import { migration, projectFiles, root, versions } from "../service/project-fixture.ts";
import { type ClientOptions, everything, startClient, type TestClient, uriOf } from "./client.ts";

/* The chain as a whole, from the client's side: fixes that make and rename files, renames, symbols, target expressions. */

const texts = {
  a1: migration({ revision: "a1", upgrade: 'op.create_table("users", sa.Column("id", sa.Integer()))' }),
  b2: migration({ revision: "b2", down: "a1" }),
  c3: migration({ revision: "c3", down: "a1" }).replace("branch_labels = None", 'branch_labels = ["new"]'),
};
const path = (name: string): string => `${versions}/${name}.py`;
const template = `"""\${message}"""\nrevision = \${repr(up_revision)}\ndown_revision = \${repr(down_revision)}\n`;
const withTemplate = { [`${root}/migrations/script.py.mako`]: template };
const files = projectFiles(
  { "a1.py": texts.a1, "b2.py": texts.b2, "c3.py": texts.c3.replace('["new"]', "None") },
  withTemplate,
);

const withFiles: ClientOptions = {
  capabilities: {
    ...everything,
    workspace: {
      ...everything.workspace,
      workspaceEdit: { documentChanges: true, resourceOperations: ["create", "rename", "delete"] },
    },
    textDocument: { rename: { prepareSupport: true } },
  },
};

const clients: TestClient[] = [];
async function start(options?: ClientOptions, contents = files): Promise<TestClient> {
  const client = await startClient(contents, options);
  clients.push(client);
  return client;
}
afterEach(async () => {
  for (const it of clients.splice(0)) await it.dispose();
});

const at = (name: "a1" | "b2" | "c3", find: string) => {
  const before = texts[name].slice(0, texts[name].indexOf(find) + 1).split("\n");
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  return { textDocument: { uri: uriOf(path(name)) }, position };
};
const wholeFile = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
const actions = (client: TestClient, name: string) =>
  client.request<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri: uriOf(path(name)) },
    range: wholeFile,
    context: { diagnostics: client.pushed.get(uriOf(path(name)))?.diagnostics ?? [] },
  });

describe("several heads", () => {
  test("with a template that only Alembic can fill in, the merge is a command of our own client", async () => {
    const mako = { [`${root}/migrations/script.py.mako`]: `<% x = 1 %>${template}` };
    const contents = projectFiles(
      { "a1.py": texts.a1, "b2.py": texts.b2, "c3.py": texts.c3.replace('["new"]', "None") },
      mako,
    );
    const ours = { ...everything, experimental: { limbeck: { commands: ["limbeck.mergeHeads"] } } };
    const client = await start({ capabilities: ours }, contents);
    await client.until(() => client.pushed.has(uriOf(path("c3"))), "the problem");
    const [merge] = await actions(client, "c3");
    const [project] = await client.request<ProjectInfo[]>("limbeck/projects");
    expect(merge?.edit).toBeUndefined();
    expect(merge?.command).toEqual({
      title: "Merge b2, c3 in a new revision (runs alembic merge)",
      command: "limbeck.mergeHeads",
      arguments: [{ project: project?.id, revisions: ["b2", "c3"] }],
    });
    const other = await start({ capabilities: everything }, contents);
    await other.until(() => other.pushed.has(uriOf(path("c3"))), "the problem");
    expect((await actions(other, "c3")).filter((it) => it.title.startsWith("Merge"))).toEqual([]);
  });

  test("the merge makes a file and names the diagnostic that it clears; the server reads the new file", async () => {
    const client = await start(withFiles);
    await client.until(() => client.pushed.has(uriOf(path("c3"))), "the problem");
    const [merge] = await actions(client, "c3");
    const uri = uriOf(`${versions}/0123456789ab_merge_b2_and_c3.py`);
    expect(merge).toMatchObject({ kind: "quickfix", diagnostics: [{ code: "multiple-heads" }], isPreferred: true });
    expect(merge?.edit?.documentChanges).toEqual([
      { kind: "create", uri, options: { overwrite: false, ignoreIfExists: false } },
      {
        textDocument: { uri, version: null },
        edits: [
          {
            range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
            newText: `"""merge b2 and c3"""\nrevision = '0123456789ab'\ndown_revision = ('b2', 'c3')\n`,
          },
        ],
      },
    ]);
    client.onDisk(`${versions}/0123456789ab_merge_b2_and_c3.py`, template.replace(/\$\{.*?\}/g, "None"));
    client.onDisk(
      `${versions}/0123456789ab_merge_b2_and_c3.py`,
      `revision = '0123456789ab'\ndown_revision = ('b2', 'c3')\n`,
    );
    await client.until(() => client.pushed.get(uriOf(path("c3")))?.diagnostics.length === 0, "the problem is gone");
  });

  test("an editor that makes no files is offered what it can do", async () => {
    const client = await start();
    const titles = (await actions(client, "c3")).map((it) => it.title);
    expect(titles).toEqual(["Rebase 'c3' onto 'b2'"]);
  });

  test("a template that changes counts at once", async () => {
    const client = await start(withFiles);
    client.onDisk(`${root}/migrations/script.py.mako`, `# new\n${template}`);
    for (let tries = 0; tries < 50; tries++) {
      const [merge] = await actions(client, "c3");
      if (JSON.stringify(merge?.edit).includes("# new")) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("The old template stays.");
  });
});

describe("rename", () => {
  test("edits the headers, then renames the file", async () => {
    const client = await start(withFiles);
    client.open(path("b2"), texts.b2);
    expect(await client.request("textDocument/prepareRename", at("b2", '"a1"'))).toMatchObject({ placeholder: "a1" });
    const edit = await client.request<WorkspaceEdit>("textDocument/rename", { ...at("b2", '"a1"'), newName: "first" });
    expect(edit.documentChanges).toMatchObject([
      { textDocument: { uri: uriOf(path("a1")), version: null }, edits: [{ newText: "first" }, { newText: "first" }] },
      { textDocument: { uri: uriOf(path("b2")), version: 1 }, edits: [{ newText: "first" }, { newText: "first" }] },
      { textDocument: { uri: uriOf(path("c3")) }, edits: [{ newText: "first" }, { newText: "first" }] },
      { kind: "rename", oldUri: uriOf(path("a1")), newUri: uriOf(path("first")) },
    ]);
    expect(edit.documentChanges).toHaveLength(4);
  });

  test("is refused with a sentence, which is no error of the server", async () => {
    const client = await start();
    const renamed = client.request("textDocument/rename", { ...at("b2", '"a1"'), newName: "b2" });
    await expect(renamed).rejects.toThrow('The revision "b2" exists already.');
    expect(client.log).toEqual([]);
    const here = { textDocument: { uri: uriOf(path("b2")) }, position: { line: 20, character: 0 } };
    expect(await client.request("textDocument/prepareRename", here)).toBeNull();
  });
});

test("symbols of the workspace, and the places of one id in a file", async () => {
  const client = await start();
  const found = await client.request<SymbolInformation[]>("workspace/symbol", { query: "users" });
  expect(found).toMatchObject([{ name: "users", containerName: "a1", location: { uri: uriOf(path("a1")) } }]);
  client.open(path("b2"), texts.b2);
  const marked = await client.request<DocumentHighlight[]>("textDocument/documentHighlight", at("b2", '"a1"'));
  expect(marked).toHaveLength(2);
});

test("what a target expression runs; labels and branches of the revisions", async () => {
  const labelled = projectFiles({ "a1.py": texts.a1, "b2.py": texts.b2, "c3.py": texts.c3 });
  const client = await start({}, labelled);
  const [project] = await client.request<ProjectInfo[]>("limbeck/projects");
  const resolve = (expression: string, id = project?.id) =>
    client.request<ResolveResult>("limbeck/resolve", { project: id, expression, purpose: "upgrade", rows: ["a1"] });
  expect(await resolve("new@head")).toEqual({
    ok: true,
    revisions: ["c3"],
    steps: [{ revision: "c3", direction: "upgrade", from: ["a1"], to: ["c3"] }],
    warnings: [],
  });
  expect(await resolve("head")).toMatchObject({
    ok: false,
    message: expect.stringContaining("Multiple head revisions"),
  });
  expect(await resolve("head", "gone")).toEqual({ ok: false, message: "This project does not exist any more." });
  const page = { project: project?.id, offset: 0, limit: 10 };
  const { revisions } = await client.request<RevisionsResult>("limbeck/revisions", page);
  const facts = Object.fromEntries(revisions.map((it) => [it.revision, [it.branch, it.labels]]));
  expect(facts).toEqual({ a1: ["a1", []], b2: ["a1", []], c3: ["c3", ["new"]] });
  expect(revisions.filter((it) => it.onMainLine).map((it) => it.revision)).toEqual(["b2", "a1"]);
});
