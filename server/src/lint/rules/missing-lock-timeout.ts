import type { Statement } from "../../emit/statement.ts";
import type { Operation } from "../../migration/operation.ts";
import type { Action } from "../../postgres/action.ts";
import type { Call } from "../../python/syntax.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { insertArgument } from "../fixes/insert-argument.ts";
import { insertBefore } from "../fixes/insert-before.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { locksKept } from "../held-locks.ts";
import { onStatement } from "../on-statement.ts";
import { placeOf } from "../place-of.ts";
import type { EnvFile, ProjectContext, RuleContext } from "../rule.ts";
import { everyNode } from "../syntax-at.ts";

export const missingLockTimeout = defineRule({
  id: "missing-lock-timeout",
  since: "0.2.0",
  group: "transactions",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  options: {
    everyRevision: {
      default: false,
      description:
        "Each revision has to set `lock_timeout` before its first lock, for teams that do not set it in env.py. One finding a revision, in place of the one in env.py.",
    },
  },
  docs: {
    summary: "Without lock_timeout, a migration that has to wait for a lock makes everybody else wait behind it",
    why: md`
      ALTER TABLE has to wait until the last transaction that has touched the table is over, be it an idle one that somebody has forgotten. All that come later, SELECT included, queue up behind the ALTER TABLE. With \`lock_timeout\` the migration gives up after some seconds, and the application goes on.
    `,
    instead: md`
      In env.py, for all migrations: \`connect_args={"options": "-c lock_timeout=5s"}\` (psycopg) or \`connect_args={"server_settings": {"lock_timeout": "5s"}}\` (asyncpg), or for the role: \`ALTER ROLE … SET lock_timeout\`. Before \`CONCURRENTLY\`, which waits for others without holding them up, set it to 0. Or, in a revision: \`SET LOCAL lock_timeout = '5s'\`.
    `,
    limits: md`
      One finding for a project, in env.py, when neither env.py nor the configuration nor the newest revision that alters a table names \`lock_timeout\`. What the server or the role sets is not seen: switch the rule off then. It is not certain where env.py takes its engine or its arguments from elsewhere. With \`everyRevision\`, each revision is looked at, and env.py is not.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT",
      "https://postgres.ai/blog/20210923-zero-downtime-postgres-schema-migrations-lock-timeout-and-retries",
    ],
    peers: ["eugene:E9", "squawk:require-timeout-settings", "pgfence:missing-lock-timeout", "migrationpilot:MP004"],
    examples: [
      {
        title: "In every revision",
        config: "[rules.missing-lock-timeout]\neveryRevision = true",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("plan", sa.Text()))
            # ^^^^^^^^^^^^^ information[missing-lock-timeout] +fix: Waits for its lock without an end, and everybody else behind it.
        `,
        good: py`
          def upgrade():
              op.execute("SET LOCAL lock_timeout = '5s'")
              op.add_column("users", sa.Column("plan", sa.Text()))


          def downgrade():
              op.execute("SET LOCAL lock_timeout = '5s'")
              op.drop_column("users", "plan")
        `,
      },
    ],
  },
  project(ctx) {
    const { env, configuration } = ctx;
    if (env === null || ctx.options.everyRevision === true) return;
    const texts = [env.module.text, configuration?.module.text ?? ""];
    if (texts.some((it) => it.includes("lock_timeout"))) return;
    const revision = newestAlteration(ctx);
    const configure = env.reading.calls.find((it) => it.mode !== "offline");
    if (revision === null || configure === undefined) return;
    const engines = engineCalls(env);
    const isOpen = engines.length !== 1 || engines.some((it) => it.keywords.some((one) => !plain(one.name)));
    ctx.report({
      file: env.path,
      at: configure.call.callee.span,
      what: `Migrations wait for locks without an end (${revision} alters a table), and everybody else behind them.`,
      why: "Set lock_timeout for the connection of the migrations, so that they give up after some seconds.",
      doubt: isOpen ? "what the engine is made with is not all written in env.py." : null,
      fixes: () => connectArguments(env, engines, ctx),
    });
  },
  action: onStatement((action, statement, ctx) => {
    if (ctx.options.everyRevision !== true || !waits(action, statement, ctx)) return;
    const earlier = ctx.statements.slice(0, ctx.statements.indexOf(statement));
    if (earlier.some((it) => it.actions[0] !== undefined && waits(it.actions[0], it, ctx))) return;
    ctx.report({
      at: placeOf(action, statement),
      what: "Waits for its lock without an end, and everybody else behind it.",
      why: "A forgotten transaction of somebody else is enough to stop the application. SET LOCAL lock_timeout before, so that the migration gives up after some seconds.",
      fixes: () => setBefore(statement, ctx),
    });
  }),
});

function waits({ kind }: Action, statement: Statement, ctx: RuleContext): boolean {
  if (kind === "insert" || kind === "update" || kind === "delete") return false;
  if (ctx.transaction(statement).lockTimeout.set !== "no") return false;
  return locksKept(statement, ["SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"], ctx).length > 0;
}

function setBefore({ operation }: Statement, { file }: RuleContext): readonly Fix[] {
  const op = importedAs(file.module, "alembic.op");
  if (operation === null || op === null) return [];
  const sql = pythonString(
    "SET LOCAL lock_timeout = '5s'",
    quoteAt(file.module.text, operation.site.argumentsSpan.start),
  );
  const edit = insertBefore(file, operation, [`${op}.execute(${sql})`]);
  return edit === null ? [] : [{ title: "Set lock_timeout before", applicability: "suggested", edits: [edit] }];
}

const altering: ReadonlySet<Operation["directive"]> = new Set<Operation["directive"]>([
  "add_column",
  "alter_column",
  "drop_column",
  "create_check_constraint",
  "create_foreign_key",
  "create_unique_constraint",
  "drop_constraint",
  "rename_table",
]);

/** The newest revision that alters a table; null where it sets the timeout itself. */
function newestAlteration({ graph, files }: ProjectContext): string | null {
  for (const id of graph.history) {
    const file = files.get(graph.revisions.get(id)?.file ?? "");
    if (file?.upgrade.operations.some((it) => altering.has(it.directive)) !== true) continue;
    return file.module.text.includes("lock_timeout") ? null : id;
  }
  return null;
}

const makers: ReadonlySet<string> = new Set([
  "create_engine",
  "create_async_engine",
  "engine_from_config",
  "async_engine_from_config",
]);

function engineCalls({ module }: EnvFile): readonly Call[] {
  const found: Call[] = [];
  everyNode(module.body, (it) => {
    if (it.type !== "Call") return;
    const call = it as unknown as Call;
    const name =
      call.callee.type === "Name" ? call.callee.id : call.callee.type === "Attribute" ? call.callee.name : "";
    if (makers.has(name)) found.push(call);
  });
  return found;
}

/** Arguments that certainly say nothing of the session: not `connect_args` from elsewhere, not `**options`. */
function plain(name: string | null): boolean {
  return name !== null && name !== "connect_args" && name !== "creator";
}

function connectArguments(env: EnvFile, engines: readonly Call[], { project }: ProjectContext): readonly Fix[] {
  const [engine] = engines;
  if (engine === undefined || engines.length > 1) return [];
  if (engine.keywords.some((it) => !plain(it.name))) return [];
  const quote = quoteAt(env.module.text, engine.argumentsSpan.start);
  const text = (it: string): string => pythonString(it, quote);
  const byDriver: Readonly<Record<string, string>> = {
    psycopg: `{${text("options")}: ${text("-c lock_timeout=5s")}}`,
    psycopg2: `{${text("options")}: ${text("-c lock_timeout=5s")}}`,
    asyncpg: `{${text("server_settings")}: {${text("lock_timeout")}: ${text("5s")}}}`,
  };
  const value = byDriver[project.driver ?? ""];
  const edit =
    value === undefined ? null : insertArgument(env.module, env.path, engine.argumentsSpan, `connect_args=${value}`);
  return edit === null
    ? []
    : [{ title: "Give up on a lock after 5 seconds", applicability: "suggested", edits: [edit] }];
}
