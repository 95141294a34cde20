import { buildGraph } from "../../../server/src/graph/build-graph.ts";
import type {
  AppliedResult,
  CompareParams,
  CompareResult,
  ProjectInfo,
  RevisionInfo,
} from "../../../server/src/lsp/protocol.ts";
import { resolveExpression } from "../../../server/src/service/features/resolve-expression.ts";
import type { RunOutcome } from "../../src/alembic/run-outcome.ts";
import type { Ctx } from "../../src/ctx.ts";
import { DatabaseWatch } from "../../src/database/database-watch.ts";
import { activeEnvironment, environmentsOf, readEnvironments } from "../../src/database/environments.ts";
import { readFacts } from "../../src/database/facts.ts";
import { resolveEnvironment } from "../../src/database/resolve-environment.ts";
import { createLog } from "../../src/log.ts";
import { projectPlace } from "../../src/project-place.ts";
import { type FoundInterpreter, findInterpreter } from "../../src/python/find-interpreter.ts";
import type { Message, SqlDifference } from "../../src/ui.ts";
import { runner } from "./oracle.ts";

/** How a stand-in for a person answers. Everything that is said and asked is written down. */
export interface Answers {
  /** Picks by label, or null for Escape. */
  pick: (title: string, labels: readonly string[]) => string | null;
  /** What is typed where text can be typed as well as picked; null picks. */
  type: (title: string) => string | null;
  confirm: boolean;
  input: string | undefined;
  /** Called with every progress message; answers true to press "Cancel". */
  cancel: (message: string) => boolean;
}

export interface FakeCtx {
  readonly ctx: Ctx;
  readonly answers: Answers;
  readonly said: Message[];
  /** The lines that typed text got. */
  readonly typed: string[];
  readonly confirmations: { readonly message: string; readonly detail: string }[];
  readonly progress: string[];
  readonly sql: { readonly title: string; readonly text: string }[];
  readonly differences: SqlDifference[];
  readonly log: string[];
  readonly stored: Map<string, string>;
  readonly outcomes: RunOutcome[];
}

export interface FakeOptions {
  readonly project: ProjectInfo;
  /** Newest first. */
  readonly revisions: readonly RevisionInfo[];
  readonly python: string;
  readonly environments?: unknown;
  readonly command?: readonly string[];
  readonly trusted?: boolean;
  readonly projects?: readonly ProjectInfo[];
  readonly compare?: (params: CompareParams) => CompareResult;
  readonly unsaved?: readonly string[];
}

/** A whole client without an editor: real Alembic, real database, a written-down person, the chain handed in. */
export function fakeCtx(options: FakeOptions): FakeCtx {
  const said: Message[] = [];
  const confirmations: { message: string; detail: string }[] = [];
  const typed: string[] = [];
  const progress: string[] = [];
  const sql: { title: string; text: string }[] = [];
  const differences: SqlDifference[] = [];
  const lines: string[] = [];
  const stored = new Map<string, string>();
  const outcomes: RunOutcome[] = [];
  const chosen = new Map<string, string>();
  const projects = options.projects ?? [options.project];
  const push = (text: string): void => void lines.push(text);
  const answers: Answers = { pick: () => null, type: () => null, confirm: true, input: undefined, cancel: () => false };
  const { environments } = readEnvironments(options.environments);
  const place = (it: ProjectInfo) => projectPlace(it, [it.workingDirectory]);
  const active: Ctx["environments"]["active"] = (it) =>
    activeEnvironment(environmentsOf(it, environments), chosen.get(it.id));
  const resolve: Ctx["environments"]["resolve"] = async (it) => {
    const { readFile } = await import("node:fs/promises");
    return resolveEnvironment(active(it), place(it), {
      readFile: (path) => readFile(path, "utf8").catch(() => null),
      variables: process.env,
      secret: async (key) => stored.get(key),
    });
  };
  const applied = async (_: string, rows: readonly string[]): Promise<AppliedResult> =>
    appliedOf(options.revisions, rows);
  const database = new DatabaseWatch({
    projects: () => projects,
    trusted: () => options.trusted !== false,
    resolve,
    read: async ({ target }, it) => {
      if (target === null) throw new Error("only called with a target");
      return readFacts(target, { table: it.versionTable, schema: it.versionTableSchema });
    },
    applied,
    later: () => ({ dispose: () => undefined }),
  });
  const known = new Map();
  const graph = buildGraph(
    options.revisions
      .map((it) => ({ ...it, doc: it.message, file: it.uri, createDate: it.createDate ?? undefined }))
      .reverse(),
  );
  const pick: Ctx["ui"]["pick"] = async ({ title, items }) => {
    const labels = items.map((it) => it.label);
    const label = answers.pick(title, labels);
    return items.find((it) => it.label === label)?.value;
  };
  const ctx: Ctx = {
    runner,
    ui: {
      say: (message) => void said.push(message),
      confirm: async (question) => {
        confirmations.push(question);
        return answers.confirm;
      },
      pick,
      pickOrType: async (question) => {
        const text = answers.type(question.title);
        if (text === null) return pick(question);
        const { label, description, detail, value } = await question.typed(text);
        typed.push([label, description, detail].filter((it) => it !== undefined).join(" | "));
        return value ?? undefined;
      },
      input: async ({ validate }) => {
        const text = answers.input;
        return text !== undefined && validate?.(text) != null ? undefined : text;
      },
      pickFile: async () => undefined,
      progress: async (_, work) => {
        const listeners: (() => void)[] = [];
        const report = (message: string): void => {
          progress.push(message);
          if (answers.cancel(message)) for (const it of listeners.splice(0)) it();
        };
        return work(report, { onCancel: (listener) => void listeners.push(listener) });
      },
      busy: (_, work) => work(),
      open: async () => undefined,
      openSql: async (title, text) => void sql.push({ title, text }),
      diffSql: async (it) => void differences.push(it),
      unsaved: () => options.unsaved ?? [],
      copy: async () => undefined,
      showLog: () => undefined,
      execute: async () => undefined,
    },
    log: createLog({ info: push, warn: push, error: push }),
    settings: () => ({
      interpreter: options.python,
      command: options.command ?? [],
      environments,
      environmentProblems: [],
    }),
    trusted: () => options.trusted !== false,
    server: {
      projects: async () => projects,
      revisions: async ({ offset, limit }) => ({
        total: options.revisions.length,
        revisions: options.revisions.slice(offset, offset + limit),
      }),
      applied: ({ project, rows }) => applied(project, rows),
      resolve: async (params) => resolveExpression({ graph }, params),
      preview: async () => "no server",
      compare: async (params) => options.compare?.(params) ?? null,
      schema: async () => null,
      bodies: async () => null,
      surroundings: () => undefined,
      statistics: async () => null,
      onChanged: () => ({ dispose: () => undefined }),
    },
    projects: () => projects,
    activeProject: () => null,
    activeUri: () => null,
    place,
    environments: {
      of: (it) => environmentsOf(it, environments),
      active,
      choose: async (it, name) => void chosen.set(it.id, name),
      resolve,
    },
    database,
    interpreter: (it): Promise<FoundInterpreter> =>
      findInterpreter({
        place: place(it),
        explicit: { path: options.python, from: "the test" },
        providers: [],
        runner,
        known,
      }),
    forgetInterpreters: () => known.clear(),
    selectInterpreter: async () => undefined,
    secrets: {
      get: async (key) => stored.get(key),
      store: async (key, value) => void stored.set(key, value),
      delete: async (key) => void stored.delete(key),
    },
    runs: {
      running: new Set(),
      ended: (outcome) => void outcomes.push(outcome),
      started: () => undefined,
      last: () => outcomes.at(-1) ?? null,
    },
    preview: {
      show: async () => undefined,
      switchDirection: () => undefined,
      chooseScope: () => undefined,
      target: () => null,
      sql: () => null,
      goToOperation: async () => undefined,
    },
    loadMoreRevisions: async () => undefined,
    restartServer: async () => undefined,
    debugInformation: async () => "",
  };
  return { ctx, answers, said, typed, confirmations, progress, sql, differences, log: lines, stored, outcomes };
}

/** Rows and all their ancestors, as the language server computes it. */
function appliedOf(revisions: readonly RevisionInfo[], rows: readonly string[]): AppliedResult {
  const byId = new Map(revisions.map((it) => [it.revision, it]));
  const found = new Set<string>();
  const visit = (id: string): void => {
    const it = byId.get(id);
    if (it === undefined || found.has(id)) return;
    found.add(id);
    for (const parent of [...it.downRevisions, ...it.dependsOn]) visit(parent);
  };
  for (const row of rows) visit(row);
  const pending = revisions.filter((it) => !found.has(it.revision)).map((it) => it.revision);
  return { applied: [...found], pending: pending.reverse(), unknown: rows.filter((it) => !byId.has(it)) };
}
