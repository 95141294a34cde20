import { argumentOf, isSet } from "../../emit/read-argument.ts";
import type { Operation } from "../../migration/operation.ts";
import { sqlText } from "../../migration/sql-argument.ts";
import { sqlTokens } from "../../postgres/sql-tokens.ts";
import type { EnvStep } from "../../project/env-run.ts";
import type { Expression } from "../../python/syntax.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { ensureImported } from "../fixes/imported-as.ts";
import { indentationAt } from "../fixes/python-text.ts";
import type { EnvFile, ProjectContext } from "../rule.ts";
import { everyNode } from "../syntax-at.ts";

export const concurrentlyAdvisoryLock = defineRule({
  id: "concurrently-advisory-lock",
  since: "0.3.0",
  group: "environment",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A blocking advisory lock in env.py ends in a deadlock as soon as a revision builds an index CONCURRENTLY",
    why: md`
      env.py takes \`pg_advisory_lock\` so that of several replicas that start at once only one migrates. The others wait inside of their SELECT, which holds a snapshot; \`CREATE INDEX CONCURRENTLY\` waits until all older snapshots are gone, and the SELECT waits for the lock of the replica that builds the index: \`deadlock detected\`, in one of them. Where the lock is held by a connection of its own, PostgreSQL does not even see that they wait for each other.
    `,
    instead: md`
      \`pg_try_advisory_lock\` in a loop: between two attempts nothing is open that CONCURRENTLY would have to wait for.
    `,
    limits: md`
      Asked is what env.py itself sends before \`context.run_migrations()\`, as text or as \`func.pg_advisory_lock\`, not what its imports do. \`pg_advisory_xact_lock\` is left alone: the autocommit block ends it (then it protects nobody, but there is no deadlock). Only where a revision has CREATE INDEX or REINDEX with CONCURRENTLY; dropping an index that way waits for nobody's snapshot.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADVISORY-LOCKS",
      "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
      "https://github.com/flyway/flyway/issues/1654",
    ],
    examples: [
      {
        title: "One replica at a time",
        file: "env.py",
        before: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)
        `,
        bad: py`
          with engine.connect() as connection:
              connection.execute(text("SELECT pg_advisory_lock(1)"))
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[concurrently-advisory-lock] +fix: Waits for the lock in a way that deadlocks with CONCURRENTLY in a1.
              connection.commit()
              context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
              with context.begin_transaction():
                  context.run_migrations()
        `,
        good: py`
          import time

          with engine.connect() as connection:
              while not connection.execute(text("SELECT pg_try_advisory_lock(1)")).scalar():
                  time.sleep(1)
              connection.commit()
              context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
              with context.begin_transaction():
                  context.run_migrations()
        `,
      },
    ],
  },
  project(ctx) {
    const { env } = ctx;
    if (env === null) return;
    const { online } = env.reading;
    const runs = online.findLastIndex((it) => it.kind === "runMigrations");
    const locks = online.slice(0, Math.max(runs, 0)).filter((it) => it.kind === "execute" && lockIn(it.call) !== null);
    const revision = locks.length === 0 ? null : buildsConcurrently(ctx);
    if (revision === null) return;
    for (const step of locks) {
      ctx.report({
        file: env.path,
        at: step.call.span,
        what: `Waits for the lock in a way that deadlocks with CONCURRENTLY in ${revision}.`,
        why: "Another replica that waits here holds a snapshot, and the index waits for that. Try pg_try_advisory_lock in a loop instead.",
        fixes: () => tryInLoop(env, step),
      });
    }
  },
});

const blocking = new Set(["pg_advisory_lock", "pg_advisory_lock_shared"]);

/** Where a call names the function that waits: in SQL text, or as an attribute of `func`. */
function lockIn(call: EnvStep["call"]): { readonly start: number; readonly name: string } | null {
  let found: { readonly start: number; readonly name: string } | null = null;
  everyNode(call.args, (it) => {
    const node = it as unknown as Expression;
    if (node.type === "Attribute" && blocking.has(node.name))
      found = { start: node.span.end - node.name.length, name: node.name };
    if (node.type !== "StringLiteral" || !node.value.includes("pg_advisory_lock")) return;
    const tokens = sqlTokens(node.value);
    const at = tokens.findIndex((token, index) => blocking.has(token.value) && tokens[index + 1]?.text === "(");
    const token = tokens[at];
    const piece = node.pieces.find(
      (one) => token !== undefined && one.at <= token.start && token.end <= one.at + one.length,
    );
    if (token !== undefined)
      found = { start: piece === undefined ? -1 : piece.span.start + token.start - piece.at, name: token.value };
  });
  return found;
}

/** The newest revision that builds an index CONCURRENTLY. */
function buildsConcurrently({ graph, files }: ProjectContext): string | null {
  for (const id of graph.history) {
    const file = files.get(graph.revisions.get(id)?.file ?? "");
    if (file?.upgrade.operations.some(isConcurrent) === true) return id;
  }
  return null;
}

function isConcurrent(operation: Operation): boolean {
  if (operation.directive === "create_index") return isSet(argumentOf(operation, "postgresql_concurrently"));
  const text = sqlText(operation.args.get("sqltext")?.value)?.text;
  if (text?.known !== true || !/concurrently/i.test(text.value)) return false;
  const words = sqlTokens(text.value).map((it) => it.value);
  return words.some((word, at) => {
    if (word !== "concurrently") return false;
    const before = words.slice(Math.max(words.lastIndexOf(";", at), 0), at);
    return before.includes("reindex") || (before.includes("create") && before.at(-1) === "index");
  });
}

/** `while not connection.execute(… pg_try_advisory_lock …).scalar(): time.sleep(1)` in place of a statement that is only the call. */
function tryInLoop(env: EnvFile, { call, statement }: EnvStep): readonly Fix[] {
  const { module, path } = env;
  const lock = lockIn(call);
  const { callee } = call;
  if (lock === null || statement.type !== "ExpressionStatement" || statement.value !== call) return [];
  if (callee.type !== "Attribute" || callee.name !== "execute") return [];
  const isWritten = module.text.slice(lock.start, lock.start + lock.name.length) === lock.name;
  if (!isWritten) return [];
  const { expression, edits } = ensureImported(module, path, "time", "time");
  const indent = indentationAt(module.text, call.span.start);
  const insert = (at: number, text: string) => ({ file: path, span: { start: at, end: at }, text });
  const waiting = [
    insert(call.span.start, "while not "),
    {
      file: path,
      span: { start: lock.start, end: lock.start + lock.name.length },
      text: lock.name.replace("pg_", "pg_try_"),
    },
    insert(call.span.end, `.scalar():\n${indent}    ${expression}.sleep(1)`),
  ];
  return [{ title: "Try for the lock in a loop", applicability: "suggested", edits: [...edits, ...waiting] }];
}
