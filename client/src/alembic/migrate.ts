import type { Ctx } from "../ctx.ts";
import { livingBackends, signalBackends } from "../database/cancel-backend.ts";
import { describeDatabaseUrl } from "../database/database-url.ts";
import { type MigrationLock, takeMigrationLock } from "../database/migration-lock.ts";
import type { ResolvedEnvironment } from "../database/resolve-environment.ts";
import { describeIdentity, type ServerIdentity } from "../database/server-identity.ts";
import { allRevisions } from "../server-link.ts";
import { alembicArguments } from "./alembic-arguments.ts";
import { logEvent } from "./log-event.ts";
import type { Ready } from "./ready.ts";
import { type CancelSignal, type ExpectedDatabase, type RunResult, runAlembic } from "./run-alembic.ts";
import { type RunOutcome, runOutcome } from "./run-outcome.ts";
import type { RunnerEvent } from "./runner-event.ts";

export interface Migration {
  /** The command of Alembic, such as `["upgrade", "heads"]`. */
  readonly command: readonly string[];
  /** For the progress notification. */
  readonly title: string;
  /** The revisions that the person agreed to; the runner refuses a plan that holds any other. Null: whatever Alembic plans. */
  readonly agreed: readonly string[] | null;
}

/** Runs a command that changes the database, shows its progress, and says how it ended. Null when it did not begin. */
export async function migrate(ctx: Ctx, ready: Ready, migration: Migration): Promise<RunOutcome | null> {
  const { project, environment } = ready;
  const key =
    ready.facts === null ? `${project.id} ${environment.environment.name}` : databaseKey(ready.facts.identity);
  if (ctx.runs.running.has(key)) {
    ctx.ui.say({
      level: "warning",
      text: `A migration of ${environment.environment.name} is running in this window. One at a time: wait for it or cancel it.`,
      buttons: [{ title: "Show Output", run: ctx.ui.showLog }],
    });
    return null;
  }
  ctx.runs.running.add(key);
  try {
    const lock = await lockDatabase(ctx, ready);
    if (lock === null) return null;
    try {
      const outcome = await ctx.ui.progress(migration.title, (report, cancel) =>
        run(ctx, ready, migration, report, cancel),
      );
      sayOutcome(ctx, outcome);
      return outcome;
    } finally {
      if (lock.kind === "held") await lock.release();
    }
  } finally {
    ctx.runs.running.delete(key);
  }
}

async function lockDatabase(ctx: Ctx, ready: Ready): Promise<MigrationLock | null> {
  const { target, environment } = ready.environment;
  if (target === null) return { kind: "unavailable", why: "only env.py knows the database" };
  const lock = await takeMigrationLock(
    target,
    `${ready.project.versionTableSchema ?? ""}.${ready.project.versionTable}`,
  );
  if (lock.kind === "taken") {
    ctx.ui.say({
      level: "warning",
      text: `${environment.name} is being migrated from another window (${lock.by}). One at a time: nothing was run.`,
    });
    return null;
  }
  if (lock.kind === "unavailable")
    ctx.log.warn(`Other windows are not kept from migrating at the same time: ${lock.why}`);
  return lock;
}

async function run(
  ctx: Ctx,
  ready: Ready,
  migration: Migration,
  report: (message: string) => void,
  cancel: CancelSignal,
): Promise<RunOutcome> {
  const { project, environment } = ready;
  const name = environment.environment.name;
  const titles = new Map((await allRevisions(ctx.server, project.id)).map((it) => [it.revision, it.message]));
  ctx.runs.started(project);
  const backends: string[] = [];
  const before = readsRows(ctx, project.id) ? (ready.facts?.rows ?? null) : null;
  let begun = false;
  const onEvent = (event: RunnerEvent): void => {
    begun ||= event.event === "revision-started";
    // Before the first revision Alembic only looks for its own table.
    if (begun || !event.event.startsWith("statement")) logEvent(ctx.log, event);
    if (event.event === "connection" && event.identity !== null) backends.push(event.identity.pid);
    if (event.event === "revision-started") {
      report(`${event.index + 1}/${event.count} ${event.revision} ${event.message ?? ""}`.trim());
    }
  };
  let cancelling: NodeJS.Timeout | undefined;
  cancel.onCancel(() => {
    report("cancelling…");
    ctx.log.info("Cancelling: the server is asked to cancel the running statement.");
    const { target } = environment;
    if (target === null) return;
    const cancelStatements = (): void => void signalBackends(target, backends, "cancel");
    cancelStatements();
    // A statement that was on its way to the server when it was asked to cancel is met the next time.
    cancelling = setInterval(cancelStatements, 1_000);
  });
  const result = await runReady(ctx, ready, migration.command, { onEvent, cancel, agreed: migration.agreed });
  clearInterval(cancelling);
  if (result.cancelled) await leaveNothingBehind(ctx, environment, backends);

  await ctx.database.refresh(project);
  if (!readsRows(ctx, project.id) && result.report.rowsAfter !== null) {
    await ctx.database.learn(project, name, result.report.rowsAfter);
  }
  const state = ctx.database.state(project.id);
  const after = state.kind === "known" ? state.rows : null;
  const outcome = runOutcome({
    project: project.id,
    environment: name,
    named: describeNamed(ready),
    result,
    before: before ?? result.report.rowsBefore,
    after,
    titles,
  });
  ctx.log.info(outcome.message);
  ctx.runs.ended(outcome);
  return outcome;
}

/** Whether the rows of the version table come from our own reading, and not from what Alembic said. */
function readsRows(ctx: Ctx, project: string): boolean {
  const state = ctx.database.state(project);
  return state.kind === "known" && state.source === "read";
}

export interface RunOptions {
  readonly onEvent: (event: RunnerEvent) => void;
  readonly cancel: CancelSignal;
  readonly agreed: readonly string[] | null;
}

/** Starts Alembic for a project and an environment: the same for commands that change the database and those that only ask. */
export async function runReady(
  ctx: Ctx,
  ready: Ready,
  command: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  const { project, environment } = ready;
  const line = alembicArguments(ready, command);
  const program = ready.how.kind === "command" ? ready.how.command.join(" ") : (ready.how.module ?? "alembic");
  ctx.log.info(`${environment.environment.name}: ${program} ${line.join(" ")}`);
  return runAlembic({
    how: ready.how,
    workingDirectory: project.workingDirectory,
    arguments: line,
    variables: environment.variables,
    useUrl: environment.overridesUrl,
    expected: expectedDatabase(ready),
    agreed: options.agreed,
    onEvent: options.onEvent,
    onLine: ctx.log.foreign,
    cancel: options.cancel,
  });
}

function expectedDatabase(ready: Ready): ExpectedDatabase | null {
  const { target } = ready.environment;
  if (target === null) return null;
  const { host, port, database, user } = target;
  return {
    server: ready.facts?.identity ?? null,
    names: { host: host.startsWith("/") ? null : host, port: String(port), database, user },
  };
}

function describeNamed(ready: Ready): string {
  if (ready.facts !== null) return describeIdentity(ready.facts.identity);
  return ready.environment.url === null ? "not named" : describeDatabaseUrl(ready.environment.url);
}

/** After a cancel: the process is gone, and no backend of it may live on with its locks. */
async function leaveNothingBehind(
  ctx: Ctx,
  environment: ResolvedEnvironment,
  backends: readonly string[],
): Promise<void> {
  const { target } = environment;
  if (target === null) return;
  for (let attempt = 0; attempt < 10; attempt++) {
    const living = await livingBackends(target, backends);
    if (!living.ok || living.value.length === 0) return;
    if (attempt >= 2) {
      const ended = await signalBackends(target, living.value, "terminate");
      if (ended.ok) ctx.log.info(`Sessions ended on the server: ${ended.value.join(", ")}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function sayOutcome(ctx: Ctx, outcome: RunOutcome): void {
  const { place } = outcome;
  const output = { title: "Show Output", run: ctx.ui.showLog };
  const open = place === null ? [] : [{ title: "Open", run: () => ctx.ui.open(place.file, place.line) }];
  const good = outcome.kind === "done" || outcome.kind === "nothing to do";
  ctx.ui.say({
    level: good ? "information" : outcome.kind === "cancelled" ? "warning" : "error",
    text: outcome.message,
    buttons: good ? [] : [...open, output],
  });
}

function databaseKey(identity: ServerIdentity): string {
  return `${identity.startedAt} ${identity.databaseOid}`;
}
