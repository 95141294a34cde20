import { type Span, touches } from "../../base/span.ts";
import type { Answer } from "../../base/static.ts";
import type { RenderedItem } from "../../emit/render/render-body.ts";
import type { Statement } from "../../emit/statement.ts";
import type { GraphRevision } from "../../graph/revision-graph.ts";
import { type Operation, onlyIf } from "../../migration/operation.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName } from "../../postgres/name.ts";
import { createdInRevision } from "../../schema/created-in-revision.ts";
import type { StatementStep } from "../../schema/replay.ts";
import { relativePath } from "../file-system.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { describeAction } from "./describe-action.ts";
import { type FileLocks, fileLocks } from "./file-locks.ts";
import { isWorthSaying, lockSentence } from "./lock-sentence.ts";
import { escapeMarkdown, sqlFence } from "./markdown-text.ts";
import { namedTableAt } from "./named-table.ts";
import { operationKey } from "./operation-key.ts";
import { operationPlaces } from "./operation-places.ts";
import { mentionAt, revisionOf } from "./revision-at.ts";
import { schemaSteps } from "./schema-at.ts";
import { columnBefore, type TableContext, tableBefore, tablesBefore } from "./table-before.ts";

export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

/** At most this many actions of one operation are listed. */
const maximumActions = 12;
const maximumLines = 40;
const directions = ["upgrade", "downgrade"] as const;

/**
 * What stands under `offset`: a revision id (its message, date, file, whether the database has it), the name of a table or column (as it is just before the
 * operation), or an operation (what it does).
 */
export function hover(snapshot: Snapshot, file: SourceFile, offset: number): Hover | null {
  const mentioned = mentionAt(snapshot, file, offset);
  if (mentioned !== null && mentioned.mention.attribute !== "branch_labels") {
    const revision = revisionOf(mentioned.mention, mentioned.project);
    return {
      span: mentioned.mention.span,
      markdown:
        revision === undefined
          ? `No file of this project declares the revision \`${mentioned.mention.text}\`.`
          : describeRevision(snapshot, mentioned.project, revision),
    };
  }
  return tableHover(snapshot, file, offset) ?? operationHover(snapshot, file, offset);
}

/** The schema of a table that an operation names, where the revisions before it tell it. */
function tableHover(snapshot: Snapshot, file: SourceFile, offset: number): Hover | null {
  const read = snapshot.read(file);
  if (read === null) return null;
  for (const direction of directions) {
    const named = namedTableAt(read.migration[direction].operations, offset);
    const own = named === null ? null : stepsOf(snapshot, file, direction, named.operation);
    const [first] = own?.steps ?? [];
    if (named === null || own === null || first === undefined) continue;
    const { table, column, span } = named;
    const markdown =
      column === null ? tableBefore(own, first.before, table) : columnBefore(own, first.before, table, column);
    return { span, markdown };
  }
  return null;
}

/** What an operation sends, with the schema before each statement; null for a file that is not the one of a revision. */
function stepsOf(
  snapshot: Snapshot,
  file: SourceFile,
  direction: (typeof directions)[number],
  operation: Operation,
): (TableContext & { readonly steps: readonly StatementStep[] }) | null {
  const project = snapshot.projectOf(file);
  const revision = snapshot.read(file)?.header?.revision ?? null;
  if (project === null || revision === null || project.fileOf(revision) !== file) return null;
  const key = operationKey(operation);
  const steps = schemaSteps(snapshot, project, revision, direction).filter(
    ({ statement }) => statement.operation !== null && operationKey(statement.operation) === key,
  );
  return { snapshot, project, steps };
}

function describeRevision(snapshot: Snapshot, project: ProjectSnapshot, revision: GraphRevision): string {
  const file = project.fileOf(revision.revision);
  const doc = file === undefined ? undefined : snapshot.read(file)?.migration.header.doc;
  const traits = [
    revision.isHead ? "head" : null,
    revision.isBase ? "base" : null,
    revision.isBranchPoint ? "branch point" : null,
    revision.isMergePoint ? "merge point" : null,
  ].filter((it) => it !== null);
  const state = project.applied === null ? null : project.applied.has(revision.revision) ? "applied" : "pending";
  const facts = [
    `\`${revision.revision}\``,
    ...(doc?.createDate ? [doc.createDate.value.replace(/\.\d+/, "")] : []),
    ...traits,
    ...(state === null ? [] : [state]),
    ...revision.branchLabels.map((it) => `label \`${it}\``),
  ];
  return [
    `**${escapeMarkdown(revision.doc.replaceAll(/\s+/g, " ").trim() || "(no message)")}**`,
    facts.join(" · "),
    `\`${relativePath(project.config.workingDirectory, revision.file)}\``,
  ].join("\n\n");
}

function operationHover(snapshot: Snapshot, file: SourceFile, offset: number): Hover | null {
  const read = snapshot.read(file);
  if (read === null) return null;
  for (const direction of directions) {
    const body = read.migration[direction];
    const found = innermost(body.operations, offset);
    if (found === null) continue;
    const { operation } = found;
    return {
      span: found.place,
      markdown: describeOperation(operation, {
        statements: snapshot.statements(file)[direction],
        items: snapshot.rendered(file)[direction].items.filter((it) => ownItem(it, operation)),
        operations: body.operations,
        locks: fileLocks(snapshot, file, direction),
        before: stepsOf(snapshot, file, direction, operation),
      }),
    };
  }
  return null;
}

function ownItem(item: RenderedItem, operation: Operation): boolean {
  return item.kind !== "transaction" && item.operation === operation;
}

/** The operation with the smallest call around `offset`, and that call; of several runs of one call (a loop) the first. */
function innermost(
  operations: readonly Operation[],
  offset: number,
): { readonly operation: Operation; readonly place: Span } | null {
  let best: { readonly operation: Operation; readonly place: Span } | null = null;
  for (const operation of operations) {
    for (const place of operationPlaces(operation)) {
      if (!touches(place, offset)) continue;
      if (best === null || lengthOf(place) < lengthOf(best.place)) best = { operation, place };
    }
  }
  return best;
}

function lengthOf({ start, end }: Span): number {
  return end - start;
}

interface OperationFacts {
  readonly statements: readonly Statement[];
  /** What is printed of it. */
  readonly items: readonly RenderedItem[];
  readonly operations: readonly Operation[];
  readonly locks: FileLocks;
  /** What it sends, with the schema before each statement; null where there is no revision. */
  readonly before: { readonly steps: readonly StatementStep[] } | null;
}

function describeOperation(operation: Operation, facts: OperationFacts): string {
  const { statements, operations } = facts;
  const own = statements.filter((it) => it.operation === operation);
  const actions = own.flatMap((statement) => statement.actions.map((action) => ({ action, statement })));
  const parts = [`**${operation.name}**`];
  const lines = actions.slice(0, maximumActions).map(({ action }) => `- ${describeAction(action)}`);
  if (actions.length > maximumActions) lines.push(`- … and ${actions.length - maximumActions} more`);
  if (lines.length > 0) parts.push(lines.join("\n"));
  parts.push(...unknownParts(facts.items));
  for (const { syntaxError } of own) {
    if (syntaxError !== null) parts.push(`PostgreSQL does not accept this SQL: ${syntaxError.message}.`);
  }
  const locks = new Set(facts.locks.ofOperation(operation).filter(isWorthSaying).map(lockSentence));
  if (locks.size > 0) parts.push([...locks].map((it) => `- locks ${escapeMarkdown(it)}`).join("\n"));
  const sql = facts.items.flatMap((it) => (it.kind === "statement" ? [it.isRaw ? it.sql : `${it.sql};`] : []));
  if (sql.length > 0) parts.push(sqlBlock(sql.join("\n\n")));
  if (operation.bindingError !== null) parts.push(`Python raises TypeError here: ${operation.bindingError}`);
  const condition = onlyIf(operation);
  if (condition !== null) parts.push(`Runs only if \`${condition}\`, which is not known here.`);
  const runs = operations.filter((it) => it.site.call === operation.site.call || sameCall(it, operation)).length;
  if (runs > 1) parts.push(`Runs ${runs} times; this is the first.`);
  parts.push(...newness(actions, statements));
  if (facts.before !== null) parts.push(...tablesBefore(facts.before.steps));
  return parts.join("\n\n");
}

/** What is not known of it, or how Alembic refuses it. */
function unknownParts(items: readonly RenderedItem[]): readonly string[] {
  return items.flatMap((it) => {
    if (it.kind !== "gap") return [];
    if (it.refusal !== null) return [`Alembic stops here: ${escapeMarkdown(it.refusal)}.`];
    return [`Not known without running it: ${escapeMarkdown(it.why.detail)}.`];
  });
}

/** A text that is too long for a hover is cut where a line ends, which is said. */
function sqlBlock(sql: string): string {
  const lines = sql.split("\n");
  const cut = lines.length > maximumLines;
  const shown = cut
    ? [...lines.slice(0, maximumLines), `-- … ${lines.length - maximumLines} more lines: "Show SQL Beside" has them`]
    : lines;
  return sqlFence(shown.join("\n"));
}

function sameCall(a: Operation, b: Operation): boolean {
  return a.site.file === b.site.file && a.site.call.start === b.site.call.start && a.site.call.end === b.site.call.end;
}

/** Says of each existing table that is touched whether this revision made it: then nobody else uses it yet. */
function newness(
  actions: readonly { readonly action: Action; readonly statement: Statement }[],
  statements: readonly Statement[],
): readonly string[] {
  const seen = new Set<string>();
  const sentences: string[] = [];
  for (const { action, statement } of actions) {
    if (!("table" in action) || action.table === null || action.kind === "createTable") continue;
    const shown = displayName(action.table);
    if (seen.has(shown)) continue;
    seen.add(shown);
    const sentence = newnessOf(createdInRevision(statements, statement, action.table), shown);
    if (sentence !== null) sentences.push(sentence);
  }
  return sentences;
}

function newnessOf(answer: Answer, shown: string): string | null {
  switch (answer) {
    case "yes":
      return `\`${shown}\` is created in this revision, so it is empty and nobody uses it yet.`;
    case "unknown":
      return `Whether \`${shown}\` is created in this revision cannot be told without running it.`;
    case "no":
      return null;
  }
}
