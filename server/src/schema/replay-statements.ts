import type { Unknown } from "../base/static.ts";
import { emitOperation } from "../emit/emit-body.ts";
import { type EmitContext, gapDraft, type RunState, startRun } from "../emit/emit-context.ts";
import type { RenderContext } from "../emit/render/column-spec.ts";
import { dialectOf } from "../emit/render/dialect.ts";
import { renderOperation } from "../emit/render/render-operation.ts";
import { rowsOfTextWithGaps } from "../emit/rows-of-text-with-gaps.ts";
import type { Body } from "../migration/migration-file.ts";
import type { Directive, Operation } from "../migration/operation.ts";
import type { Action } from "../postgres/action.ts";
import { splitStatements } from "../postgres/split-statements.ts";
import { type SqlConstant, sqlConstants } from "../postgres/sql-constants.ts";
import { sqlToActions } from "../postgres/sql-to-actions.ts";
import { guardedStatement } from "./guarded-statement.ts";
import type { ReplayStatement } from "./replay-statement.ts";

/** Directives whose SQL stands in the file: it is read where it stands, with its markers. */
const verbatim: ReadonlySet<Directive> = new Set([
  "execute",
  "connection_execute",
  "static_output",
  "bulk_insert",
  "run_async",
  "invoke",
  "custom",
]);

/**
 * What `upgrade()` or `downgrade()` sends to the database in an online run, statement by statement. A directive that renders completely is read from its SQL, which tells all; of
 * the others only what their arguments tell is known.
 */
export function replayStatements(
  body: Body,
  context: EmitContext,
  run: RunState = startRun(),
): readonly ReplayStatement[] {
  const statements: ReplayStatement[] = [];
  const gaps = body.gaps.map((gap, index) => ({ ...gap, index })).sort((a, b) => a.before - b.before);
  const addGaps = (before: number): void => {
    for (let gap = gaps[0]; gap !== undefined && gap.before <= before; gap = gaps[0]) {
      gaps.shift();
      statements.push(gapStatement(gap));
    }
  };
  const dialect = onlineDialect(context);
  for (const operation of body.operations) {
    addGaps(operation.index);
    const render = { emit: context, dialect, run, uncertainTypes: { names: new Set<string>() } };
    statements.push(...operationStatements(operation, render));
  }
  addGaps(Number.POSITIVE_INFINITY);
  return statements;
}

/** What reaches the server: the driver has taken doubled percent signs away, and the dialect knows how the server reads backslashes. */
function onlineDialect(context: EmitContext): RenderContext["dialect"] {
  const dialect = dialectOf(context.config);
  return {
    ...dialect,
    doublesPercent: false,
    literalBinds: true,
    features: { ...dialect.features, doublesBackslash: false },
  };
}

function gapStatement(gap: Body["gaps"][number] & { readonly index: number }): ReplayStatement {
  const { actions, span } = gapDraft(gap);
  return {
    operation: null,
    at: { operation: gap.before, gap: gap.index },
    sql: null,
    span,
    actions,
    gap: null,
    condition: null,
    guarded: false,
  };
}

function operationStatements(operation: Operation, render: RenderContext): readonly ReplayStatement[] {
  const base = {
    operation,
    at: { operation: operation.index, gap: null },
    span: operation.site.call,
    condition: conditionOf(operation),
    // `checkfirst` asks the database; without it what is there already makes the migration fail.
    guarded: operation.directive === "schema_create" || operation.directive === "schema_drop",
  };
  let refused: Unknown | null = null;
  if (!verbatim.has(operation.directive)) {
    const attached = new Set(render.run.attached);
    const created = new Set(render.run.createdTypes);
    const rendered = renderOperation(operation, render);
    if (rendered.ok) {
      return rendered.texts.flatMap((sql) =>
        readSql(sql, operation, render).map((it) => ({
          ...base,
          sql: it.sql,
          constants: constantsOf(it.sql, render),
          actions: it.actions,
          gap: null,
        })),
      );
    }
    refused = rendered.why;
    restore(render.run.attached, attached);
    restore(render.run.createdTypes, created);
  }
  const isVerbatim = verbatim.has(operation.directive);
  const statements = emitOperation(operation, render.emit, render.run);
  const sent = isVerbatim ? sentTexts(operation, statements.length, render) : null;
  return statements.flatMap((it, index): readonly ReplayStatement[] => {
    const own = {
      ...base,
      sql: sent?.[index] ?? null,
      constants: constantsOf(sent?.[index] ?? null, render),
      span: it.span,
      actions: it.actions,
      gap: refused,
    };
    const [block] = it.actions;
    if (isVerbatim && it.actions.length === 1 && block?.kind === "unknown") {
      const rows = rowsOfTextWithGaps(operation, render.emit.parser);
      if (rows !== null) return [{ ...own, actions: rows }];
    }
    if (it.actions.length !== 1 || block?.kind !== "doBlock" || block.code === undefined) return [own];
    const guarded = guardedStatement(block.code, render.emit.parser);
    return [guarded === null ? own : { ...own, actions: [guarded], guarded: true }];
  });
}

/** The SQL of each statement with its values in place; null when it is not known, or not one text a statement. */
function sentTexts(operation: Operation, count: number, render: RenderContext): readonly string[] | null {
  const rendered = renderOperation(operation, render);
  if (!rendered.ok) return null;
  if (rendered.texts.length === count) return rendered.texts;
  const all = rendered.texts.flatMap((text) => splitStatements(text).map((it) => text.slice(it.start, it.end)));
  return all.length === count ? all : null;
}

function constantsOf(sql: string | null, { emit }: RenderContext): () => readonly SqlConstant[] | null {
  // Without a quote or a dollar sign there is none.
  return () => (sql === null ? null : /['$]/.test(sql) ? sqlConstants(sql, emit.parser) : []);
}

function restore<T>(now: Set<T>, before: ReadonlySet<T>): void {
  for (const it of [...now]) if (!before.has(it)) now.delete(it);
}

function readSql(
  sql: string,
  operation: Operation,
  { emit }: RenderContext,
): readonly { readonly sql: string; readonly actions: readonly Action[] }[] {
  const source = { text: sql, pieces: [], span: operation.site.call };
  const length = { start: 0, end: sql.length };
  // Spans of the actions are places in the SQL: their order tells the order of constraints.
  const read = sqlToActions(
    { ...source, pieces: [{ at: 0, length: sql.length, span: length, verbatim: true }], span: length },
    emit.parser,
  );
  return read.map((it) => ({ sql: it.text, actions: it.actions }));
}

function conditionOf(operation: Operation): Unknown | null {
  const condition = operation.site.conditions.at(-1);
  return condition === undefined ? null : { reason: "condition", detail: condition.text };
}
