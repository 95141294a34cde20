import { afterEach, describe, expect, test } from "vitest";
import type {
  CodeAction,
  Diagnostic,
  DocumentSymbol,
  Hover,
  LocationLink,
  TextDocumentEdit,
  TextEdit,
  WorkspaceDiagnosticReport,
} from "vscode-languageserver";
import { CancellationTokenSource, type DocumentDiagnosticReport } from "vscode-languageserver-protocol/node";
import type { AppliedResult, ProjectInfo, RevisionsResult, Statistics } from "../../src/lsp/protocol.ts";
import { type Files, memoryFiles } from "../service/memory-files.ts";
import { migration, projectFiles, versions } from "../service/project-fixture.ts";
import { type ClientOptions, codesOf, everything, startClient, type TestClient, uriOf } from "./client.ts";

const base = migration({
  revision: "a1",
  message: "create users",
  upgrade: 'op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))',
  downgrade: 'op.drop_table("users")',
});
const drop = migration({
  revision: "b2",
  down: "a1",
  upgrade: 'op.drop_table("users")',
  downgrade: "raise NotImplementedError",
});
const a1 = `${versions}/a1.py`;
const b2 = `${versions}/b2.py`;
const chain = projectFiles({ "a1.py": base, "b2.py": drop });

const clients: TestClient[] = [];
async function start(files: Files, options?: ClientOptions): Promise<TestClient> {
  const client = await startClient(files, options);
  clients.push(client);
  return client;
}
afterEach(async () => {
  for (const it of clients.splice(0)) await it.dispose();
});

const pushedCodes = (client: TestClient, path: string) => codesOf(client.pushed.get(uriOf(path))?.diagnostics);
const at = (path: string, text: string, find: string) => {
  const before = text.slice(0, text.indexOf(find) + 1).split("\n");
  return {
    textDocument: { uri: uriOf(path) },
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
};

describe("diagnostics", () => {
  test("are pushed for every version file, open or not, and only for files with something to say", async () => {
    const client = await start(chain);
    await client.until(() => pushedCodes(client, b2).length > 0, "the finding");
    const [it] = client.pushed.get(uriOf(b2))?.diagnostics ?? [];
    expect(it).toMatchObject({
      code: "drop-table",
      source: "limbeck",
      range: { start: { line: 17, character: 4 }, end: { line: 17, character: 17 } },
      codeDescription: { href: expect.stringContaining("docs/rules/drop-table.md") },
    });
    expect(client.pushed.has(uriOf(a1))).toBe(false);
    expect(client.log).toEqual([]);
  });

  test("say code in quotation marks, for they are shown as plain text", async () => {
    const file = migration({ revision: "b2", down: "a1", upgrade: 'op.drop_table("users")', downgrade: "pass" });
    const client = await start(projectFiles({ "a1.py": base, "b2.py": file }));
    await client.until(() => pushedCodes(client, b2).includes("empty-downgrade"), "the finding");
    const messages = (client.pushed.get(uriOf(b2))?.diagnostics ?? []).map((it) => it.message).join("\n");
    expect(messages).toContain("“alembic downgrade” reports success");
    expect(messages).not.toContain("`");
  });

  test("follow typing: a sequence of incremental changes, then the finding is gone", async () => {
    const client = await start(chain);
    client.open(b2, drop);
    await client.until(() => pushedCodes(client, b2).length > 0, "the finding");
    client.replace(b2, 'op.drop_table("users")', "op.");
    client.replace(b2, "    op.\n", "    op.drop_tab\n");
    client.replace(b2, "op.drop_tab", 'op.add_column("users", sa.Column("é🦀", sa.Text()))');
    await client.until(() => !pushedCodes(client, b2).includes("drop-table"), "the finding gone");
    client.replace(b2, 'sa.Column("é🦀"', 'sa.Column("é🦀", sa.Text(), nullable=False), sa.Column("x"');
    expect(client.log).toEqual([]);
  });

  test("the version of the document goes with them", async () => {
    const client = await start(chain);
    client.open(b2, drop);
    client.replace(b2, "raise NotImplementedError", "raise NotImplementedError()");
    await client.until(() => client.pushed.get(uriOf(b2))?.version === 2, "version 2");
  });

  test("a change on disk of a file that is not open", async () => {
    const client = await start(chain);
    await client.until(() => pushedCodes(client, b2).length > 0, "the finding");
    client.onDisk(b2, drop.replace('op.drop_table("users")', "op.f('x')"));
    await client.until(() => !pushedCodes(client, b2).includes("drop-table"), "the finding gone");
    client.onDisk(b2, drop);
    await client.until(() => pushedCodes(client, b2).includes("drop-table"), "the finding back");
  });

  test("a file that comes, and one that goes, change what is said about the others", async () => {
    const client = await start(projectFiles({ "b2.py": drop }));
    await client.until(() => pushedCodes(client, b2).includes("missing-parent-revision"), "the missing parent");
    client.onDisk(a1, base);
    await client.until(() => !pushedCodes(client, b2).includes("missing-parent-revision"), "the parent found");
    client.onDisk(a1, null);
    await client.until(() => pushedCodes(client, b2).includes("missing-parent-revision"), "the missing parent again");
    client.onDisk(b2, null);
    await client.until(() => pushedCodes(client, b2).length === 0, "nothing about a file that is gone");
  });

  test("settings of the editor and of the project", async () => {
    const client = await start(chain, { settings: { rules: { "drop-table": "hint" } } });
    await client.until(() => pushedCodes(client, b2).length > 0, "the finding");
    expect(client.pushed.get(uriOf(b2))?.diagnostics[0]?.severity).toBe(4);
    client.onDisk("/folder/limbeck.toml", '[rules]\ndrop-table = "off"\n');
    await client.until(() => pushedCodes(client, b2).length === 0, "the finding switched off");
  });

  test("are pulled when the client can, streamed for the workspace, and unchanged ones are said to be", async () => {
    const capabilities = { ...everything, textDocument: { diagnostic: {} } };
    const client = await start(chain, { capabilities });
    client.open(b2, drop);
    const pull = (previousResultId?: string) =>
      client.request<DocumentDiagnosticReport>("textDocument/diagnostic", {
        textDocument: { uri: uriOf(b2) },
        previousResultId,
      });
    const first = await pull();
    expect(first).toMatchObject({ kind: "full", items: [{ code: "drop-table" }] });
    expect(await pull(first.resultId)).toEqual({ kind: "unchanged", resultId: first.resultId });
    client.replace(b2, 'op.drop_table("users")', "op.f('x')");
    expect(codesOf(((await pull(first.resultId)) as { items: Diagnostic[] }).items)).not.toContain("drop-table");
    expect(client.pushed.size).toBe(0);

    const streamed: WorkspaceDiagnosticReport["items"] = [];
    client.connection.onNotification(
      "$/progress",
      ({ token, value }: { token: string; value: WorkspaceDiagnosticReport }) => {
        if (token === "stream") streamed.push(...value.items);
      },
    );
    const source = new CancellationTokenSource();
    const workspace = client.connection.sendRequest(
      "workspace/diagnostic",
      { previousResultIds: [], partialResultToken: "stream" },
      source.token,
    );
    const told = (path: string) => streamed.filter((it) => it.uri === uriOf(path));
    client.onDisk(`${versions}/c3.py`, migration({ revision: "c3", down: "gone" }));
    await poll(() => told(`${versions}/c3.py`).length > 0);
    expect(told(`${versions}/c3.py`)[0]).toMatchObject({ kind: "full", items: [{ code: "missing-parent-revision" }] });
    source.cancel();
    await workspace.catch(() => undefined);
    expect(client.log).toEqual([]);
  });
});

async function poll(condition: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error("Waited in vain.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("features", () => {
  test("a quick fix applies and clears its finding", async () => {
    const client = await start(chain);
    const text = drop.replace(
      'op.drop_table("users")',
      'op.add_column("users", sa.Column("age", sa.Integer(), nullable=False))',
    );
    client.open(b2, text);
    await client.until(() => pushedCodes(client, b2).includes("add-column-not-null-without-default"), "the finding");
    const diagnostics = client.pushed.get(uriOf(b2))?.diagnostics ?? [];
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: uriOf(b2) },
      range: diagnostics[0]?.range,
      context: { diagnostics },
    });
    expect(actions[0]).toMatchObject({
      kind: "quickfix",
      isPreferred: true,
      diagnostics: [{ code: "add-column-not-null-without-default" }],
    });
    applyTo(client, actions[0]);
    expect(client.text(b2)).toContain("server_default");
    await client.until(
      () => !pushedCodes(client, b2).includes("add-column-not-null-without-default"),
      "the finding cleared",
    );
  });

  test("each action names the diagnostic that it clears, not the others of the same rule", async () => {
    const client = await start(chain);
    const column = (name: string) => `op.add_column("users", sa.Column("${name}", sa.Integer(), nullable=False))`;
    const text = drop.replace('op.drop_table("users")', `${column("age")}; ${column("size")}`);
    client.open(b2, text);
    await client.until(() => pushedCodes(client, b2).length === 2, "both findings");
    const diagnostics = client.pushed.get(uriOf(b2))?.diagnostics ?? [];
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: uriOf(b2) },
      range: { start: { line: 17, character: 0 }, end: { line: 18, character: 0 } },
      context: { diagnostics },
    });
    expect(actions.length).toBeGreaterThan(2);
    expect(actions.map((it) => it.diagnostics?.length)).toEqual(actions.map(() => 1));
  });

  test("the comment that ignores a finding lets the reason be typed", async () => {
    const client = await start(chain);
    client.open(b2, drop);
    await client.until(() => pushedCodes(client, b2).length > 0, "the finding");
    const diagnostics = client.pushed.get(uriOf(b2))?.diagnostics ?? [];
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: uriOf(b2) },
      range: diagnostics[0]?.range,
      context: { diagnostics },
    });
    const ignore = actions.find((it) => it.title.startsWith("Suppress"));
    const [change] = (ignore?.edit?.documentChanges ?? []) as TextDocumentEdit[];
    expect(change).toEqual({
      textDocument: { uri: uriOf(b2), version: 1 },
      edits: [
        {
          range: { start: { line: 17, character: 0 }, end: { line: 17, character: 0 } },
          snippet: { kind: "snippet", value: `    # limbeck: ignore[drop-table] ${"$"}{1:why this is right}\n` },
        },
      ],
    });
  });

  test("fix all is offered when asked by its kind, and quick fixes are not", async () => {
    const client = await start(chain);
    client.open(b2, drop);
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: uriOf(b2) },
      range: { start: { line: 0, character: 0 }, end: { line: 30, character: 0 } },
      context: { diagnostics: [], only: ["source.fixAll.limbeck"] },
    });
    expect(actions.every((it) => it.kind === "source.fixAll.limbeck")).toBe(true);
  });

  test("hover, outline, definition, references", async () => {
    const client = await start(chain);
    client.open(b2, drop);
    const hovered = await client.request<Hover>("textDocument/hover", at(b2, drop, '"a1"'));
    expect(hovered).toMatchObject({ contents: { kind: "markdown", value: expect.stringContaining("create users") } });
    const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", {
      textDocument: { uri: uriOf(b2) },
    });
    expect(symbols.map((it) => it.name)).toEqual(["b2", "upgrade", "downgrade"]);
    const [link] = await client.request<LocationLink[]>("textDocument/definition", at(b2, drop, '"a1"'));
    expect(link?.targetUri).toBe(uriOf(a1));
    expect(link?.targetSelectionRange.start.line).toBe(base.split("\n").indexOf('revision = "a1"'));
    const references = await client.request<{ uri: string }[]>("textDocument/references", {
      ...at(b2, drop, '"a1"'),
      context: { includeDeclaration: true },
    });
    expect(references.map((it) => it.uri)).toEqual([uriOf(a1), uriOf(b2)]);
  });

  test("a document that is no migration gets nothing", async () => {
    const client = await start(chain);
    client.open("/folder/app.py", 'revision = "x"\n');
    expect(await client.request("textDocument/hover", at("/folder/app.py", 'revision = "x"\n', '"x"'))).toBeNull();
    expect(
      await client.request("textDocument/documentSymbol", { textDocument: { uri: uriOf("/folder/app.py") } }),
    ).toEqual([]);
  });

  test("projects, revisions, what a database has, and statistics", async () => {
    const client = await start(chain);
    const [project] = await client.request<ProjectInfo[]>("limbeck/projects");
    expect(project).toMatchObject({
      name: "folder",
      configFile: "/folder/alembic.ini",
      section: "alembic",
      kind: "alembic",
      scriptLocation: "/folder/migrations",
      versionLocations: [versions],
      envFile: "/folder/migrations/env.py",
      versionTable: "alembic_version",
      versionTableSchema: null,
      versionTableKnown: true,
      revisionCount: 2,
      heads: ["b2"],
      bases: ["a1"],
      problems: [],
    });
    const page = await client.request<RevisionsResult>("limbeck/revisions", {
      project: project?.id,
      offset: 0,
      limit: 10,
    });
    expect(page.total).toBe(2);
    expect(page.revisions[1]).toMatchObject({
      revision: "a1",
      message: "create users",
      uri: uriOf(a1),
      line: 10,
      character: 0,
      isBase: true,
      isHead: false,
    });
    const applied = await client.request<AppliedResult>("limbeck/applied", {
      project: project?.id,
      rows: ["a1", "zz"],
    });
    expect(applied).toEqual({ applied: ["a1"], pending: ["b2"], unknown: ["zz"] });
    expect(
      await client.request<RevisionsResult>("limbeck/revisions", { project: "gone", offset: 0, limit: 10 }),
    ).toEqual({ total: 0, revisions: [] });
    const statistics = await client.request<Statistics>("limbeck/statistics");
    expect(statistics).toMatchObject({ projects: 1, files: 2, parsed: 2, graphsBuilt: 1 });
  });

  test("says that something changed, and at most once in 200 milliseconds", async () => {
    const client = await start(chain);
    await client.until(() => client.announced() === 1, "the first load announced");
    client.open(b2, drop);
    for (let i = 0; i < 5; i++)
      client.replace(b2, `down_revision = "a1${"x".repeat(i)}"`, `down_revision = "a1${"x".repeat(i + 1)}"`);
    await client.until(() => client.announced() === 2, "the edit announced");
    expect((await client.request<ProjectInfo[]>("limbeck/projects"))[0]?.heads).toEqual(["a1", "b2"]);
    expect(client.announced()).toBe(2);
  });
});

/** Applies the plain text edits of an action to an open document, as an editor does. */
function applyTo(client: TestClient, action: CodeAction | undefined): void {
  for (const change of (action?.edit?.documentChanges ?? []) as TextDocumentEdit[]) {
    const path = decodeURIComponent(change.textDocument.uri.slice("file://".length));
    for (const edit of change.edits as TextEdit[]) {
      const lines = client.text(path).split("\n");
      const offset = ({ line, character }: { line: number; character: number }) =>
        lines.slice(0, line).reduce((sum, it) => sum + it.length + 1, 0) + character;
      const text = client.text(path);
      client.replace(
        path,
        text,
        text.slice(0, offset(edit.range.start)) + edit.newText + text.slice(offset(edit.range.end)),
      );
    }
  }
}

describe("trouble", () => {
  test("a cancelled request says so, and one whose document changed meanwhile says that", async () => {
    const client = await start(chain);
    client.open(b2, drop);
    await client.request("limbeck/statistics");
    const source = new CancellationTokenSource();
    const cancelled = client.connection.sendRequest("textDocument/hover", at(b2, drop, '"a1"'), source.token);
    source.cancel();
    await expect(cancelled).rejects.toMatchObject({ code: -32800 });
    const outdated = client.request("textDocument/documentSymbol", { textDocument: { uri: uriOf(b2) } });
    client.replace(b2, "raise NotImplementedError", "pass");
    await expect(outdated).rejects.toMatchObject({ code: -32801 });
  });

  test("bad input: each has one clear message, nothing is logged, and everything else goes on", async () => {
    const large = `${migration({ revision: "big", down: "a1" })}\nDATA = """\n${"x".repeat(5_000_000)}\n"""\n`;
    const client = await start(
      projectFiles(
        {
          "a1.py": base,
          "b2.py": drop,
          "broken.py": migration({ revision: "br", down: "a1" }).replace(
            "def upgrade() -> None:",
            "def upgrade( -> None:",
          ),
          "x.py": {
            ok: false,
            reason: "binary",
            message: "This file is not text: it holds zero bytes. Alembic cannot load it.",
          },
          "big.py": large,
          "orphan.py": migration({ revision: "or", down: "gone" }),
        },
        {
          "/folder/other/alembic.ini": "[alembic]\nscript_location = nowhere\n",
          "/folder/third/pyproject.toml": "[tool.alembic\n",
        },
      ),
    );
    await client.until(() => client.pushed.size === 5, "the finding of the good file and one message for each bad one");
    expect(pushedCodes(client, b2)).toEqual(["drop-table"]);
    expect(pushedCodes(client, `${versions}/broken.py`)).toEqual(["python-syntax"]);
    expect(pushedCodes(client, `${versions}/x.py`)).toEqual(["unreadable-file"]);
    expect(pushedCodes(client, `${versions}/big.py`)).toHaveLength(1);
    expect(pushedCodes(client, `${versions}/orphan.py`)).toEqual(["missing-parent-revision"]);
    const projects = await client.request<ProjectInfo[]>("limbeck/projects");
    const good = projects.find((it) => it.configFile === "/folder/alembic.ini");
    expect(good?.revisionCount).toBe(5);
    expect(projects.find((it) => it.configFile === "/folder/other/alembic.ini")?.problems).toEqual([
      expect.stringContaining("Path doesn't exist: nowhere"),
    ]);
    expect(client.log).toEqual([]);
  });

  test("registers for settings and for the files that matter", async () => {
    const client = await start(chain);
    await client.request("limbeck/statistics");
    expect(client.registered.sort()).toEqual(["workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"]);
  });

  test("the folder in which the team runs Alembic is a setting, and may change", async () => {
    const files = {
      "/folder/deploy/alembic.ini": "[alembic]\nscript_location = db\n",
      "/folder/backend/db/env.py": "",
      "/folder/backend/db/versions/a1.py": base,
    };
    const settings: { workingDirectory: string } = { workingDirectory: "" };
    const client = await start(files, { settings });
    const projects = () => client.request<readonly ProjectInfo[]>("limbeck/projects");
    expect(await projects()).toMatchObject([{ workingDirectory: "/folder/deploy", revisionCount: 0 }]);
    const before = client.announced();
    settings.workingDirectory = "backend/";
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await client.until(() => client.announced() > before, "the projects are read again");
    expect(await projects()).toMatchObject([{ workingDirectory: "/folder/backend", revisionCount: 1 }]);
  });

  test("settings that change while the server runs", async () => {
    const settings: { rules?: Record<string, string> } = {};
    const client = await start(chain, { settings });
    await client.until(() => pushedCodes(client, b2).length > 0, "the finding");
    settings.rules = { "drop-table": "off" };
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await client.until(() => pushedCodes(client, b2).length === 0, "the finding switched off");
  });

  test("shows progress when loading takes more than a second, and ends it", async () => {
    const slow = memoryFiles(chain);
    const progress: string[] = [];
    const client = await startClient(chain, {
      runtime: {
        files: {
          readDirectory: slow.readDirectory,
          readFile: async (path) => {
            await new Promise((resolve) => setTimeout(resolve, 600));
            return slow.readFile(path);
          },
        },
      },
    });
    clients.push(client);
    client.connection.onNotification("$/progress", ({ value }: { value: { kind: string } }) => {
      progress.push(value.kind);
    });
    await client.request("limbeck/projects");
    await client.until(() => progress.at(-1) === "end", "the end of the progress");
    expect(progress[0]).toBe("begin");
  });

  test("a folder without any project is quiet, and a project that appears is found", async () => {
    const client = await start({ "/folder/app.py": "print(1)\n" });
    expect(await client.request("limbeck/projects")).toEqual([]);
    for (const [path, content] of Object.entries(chain)) client.onDisk(path, content ?? null);
    await client.until(() => pushedCodes(client, b2).length > 0, "the finding of the new project");
    expect(client.log).toEqual([]);
  });

  test("without PostgreSQL's parser SQL text is unknown, and the rest works", async () => {
    const client = await start(chain, { runtime: { loadEdge: () => Promise.reject(new Error("no wasm")) } });
    await client.until(() => pushedCodes(client, b2).length > 0, "the finding");
    expect(client.log.join("\n")).toContain("PostgreSQL's parser could not be loaded");
  });

  test("an error in the file system is logged and does not end the server", async () => {
    const failing = {
      readDirectory: () => Promise.reject(new Error("disk on fire")),
      readFile: () => Promise.reject(new Error("disk on fire")),
    };
    const client = await start(chain, { runtime: { files: failing } });
    expect(await client.request("limbeck/projects")).toEqual([]);
    expect(client.log.join("\n")).toContain("disk on fire");
    client.open("/folder/loose.py", drop);
    await client.until(() => pushedCodes(client, "/folder/loose.py").length > 0, "findings of an open file");
  });
});
