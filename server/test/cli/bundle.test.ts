import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import type { ProjectInfo } from "../../src/lsp/protocol.ts";

/* What ships, as it ships: the bundles run from another folder, without the sources and without node_modules. */

const root = resolve(import.meta.dirname, "../../..");
const shop = join(root, "test-fixtures/projects/shop");
const dist = mkdtempSync(join(tmpdir(), "limbeck-dist-"));
const children: ChildProcess[] = [];

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(argv: readonly string[], cwd: string): Promise<Outcome> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, argv, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    children.push(child);
    let out = "";
    let err = "";
    child.stdout.on("data", (data) => {
      out += data;
    });
    child.stderr.on("data", (data) => {
      err += data;
    });
    child.on("error", failed);
    child.on("close", (code) => done({ code, out, err }));
  });
}

beforeAll(async () => {
  const built = await run(["esbuild.mjs", "--out", dist], root);
  if (built.code !== 0) throw new Error(built.err);
}, 60_000);

afterAll(() => {
  for (const it of children) it.kill();
  rmSync(dist, { recursive: true, force: true });
});

test("the command line checks the sample project, with SQL text read by PostgreSQL's parser", async () => {
  const { code, out, err } = await run([join(dist, "limbeck.cjs"), "check", "--format", "json"], shop);
  expect(err).toBe("");
  expect(code).toBe(1);
  const { findings, summary } = JSON.parse(out) as { findings: { rule: string }[]; summary: { files: number } };
  // Fifteen migrations, and env.py.
  expect(summary.files).toBe(16);
  expect(findings.map((it) => it.rule).sort()).toEqual([
    "add-column-not-null-without-default",
    "create-index-not-concurrent",
    "create-unique-constraint-blocking",
    "drop-table",
    "empty-downgrade",
    "env-no-transaction-per-migration",
    "missing-lock-timeout",
    "unbatched-backfill",
    "unnamed-constraint",
    "wide-lock-window",
  ]);
});

test("the language server starts, answers, and ends with its client", async () => {
  const child = spawn(process.execPath, [join(dist, "server.cjs"), "--stdio"], { cwd: dist });
  children.push(child);
  const ended = new Promise<number | null>((done) => child.on("close", done));
  let err = "";
  child.stderr.on("data", (data) => {
    err += data;
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  const uri = pathToFileURL(shop).href;
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: "shop" }],
    capabilities: {},
  });
  await connection.sendNotification("initialized", {});
  const [project] = await connection.sendRequest<ProjectInfo[]>("limbeck/projects");
  expect(project).toMatchObject({ name: "shop", revisionCount: 15, heads: ["e4c1f05d8b72"] });
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  expect(await ended).toBe(0);
  expect(err).toBe("");
});
