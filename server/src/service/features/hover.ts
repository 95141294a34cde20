import { type Span, touches } from "../../base/span.ts";
import type { Answer } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import type { GraphRevision } from "../../graph/revision-graph.ts";
import { type Operation, onlyIf } from "../../migration/operation.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName } from "../../postgres/name.ts";
import { createdInRevision } from "../../schema/created-in-revision.ts";
import { relativePath } from "../file-system.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { describeAction } from "./describe-action.ts";
import { mentionAt, revisionOf } from "./revision-at.ts";

export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

/** At most this many actions of one operation are listed. */
const maximumActions = 12;

/** What stands under `offset`: a revision id (its message, date, file, whether the database has it), or an operation (what it does). */
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
  return operationHover(snapshot, file, offset);
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
  for (const direction of ["upgrade", "downgrade"] as const) {
    const body = read.migration[direction];
    const operation = innermost(body.operations, offset);
    if (operation === null) continue;
    const statements = snapshot.statements(file)[direction];
    return {
      span: placeOf(operation) ?? { start: offset, end: offset },
      markdown: describeOperation(operation, statements, body.operations),
    };
  }
  return null;
}

/** Where the operation is written in this file: its call, or the call of the helper function that holds it. */
function placeOf(operation: Operation): Span | null {
  if (operation.site.file === null) return operation.site.call;
  return operation.site.frames.find((it) => it.file === null)?.call ?? null;
}

/** The operation with the smallest call around `offset`; of several runs of one call (a loop) the first. */
function innermost(operations: readonly Operation[], offset: number): Operation | null {
  let best: { readonly operation: Operation; readonly size: number } | null = null;
  for (const operation of operations) {
    const place = placeOf(operation);
    if (place === null || !touches(place, offset)) continue;
    const size = place.end - place.start;
    if (best === null || size < best.size) best = { operation, size };
  }
  return best?.operation ?? null;
}

function describeOperation(
  operation: Operation,
  statements: readonly Statement[],
  operations: readonly Operation[],
): string {
  const own = statements.filter((it) => it.operation === operation);
  const actions = own.flatMap((statement) => statement.actions.map((action) => ({ action, statement })));
  const parts = [`**${operation.name}**`];
  const lines = actions.slice(0, maximumActions).map(({ action }) => `- ${describeAction(action)}`);
  if (actions.length > maximumActions) lines.push(`- … and ${actions.length - maximumActions} more`);
  if (lines.length > 0) parts.push(lines.join("\n"));
  for (const { gap, syntaxError } of own) {
    if (gap !== null) parts.push(`Not known without running it: ${gap.detail}.`);
    if (syntaxError !== null) parts.push(`PostgreSQL does not accept this SQL: ${syntaxError.message}.`);
  }
  const sql = own.flatMap((it) => it.text ?? []);
  if (sql.length > 0) parts.push(`\`\`\`sql\n${sql.map((it) => `${it};`).join("\n\n")}\n\`\`\``);
  if (operation.bindingError !== null) parts.push(`Python raises TypeError here: ${operation.bindingError}`);
  const condition = onlyIf(operation);
  if (condition !== null) parts.push(`Runs only if \`${condition}\`, which is not known here.`);
  const runs = operations.filter((it) => it.site.call === operation.site.call || sameCall(it, operation)).length;
  if (runs > 1) parts.push(`Runs ${runs} times; this is the first.`);
  parts.push(...newness(actions, statements));
  return parts.join("\n\n");
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

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#+!|~-]/g, "\\$&");
}
