import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { Statement } from "../../emit/statement.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import type { BatchBlock, Operation } from "../../migration/operation.ts";
import type { AnalysisConfig } from "../../project/project-config.ts";
import type { FunctionDef } from "../../python/syntax.ts";
import { type StatesAround, statesAround } from "../../schema/states-around.ts";
import { columnAt } from "../column-at.ts";
import { existingNullableDiffers, existingTypeDiffers } from "../existing-differs.ts";
import type { ReplayedSchemas } from "../replayed-schemas.ts";
import { importedAs } from "./imported-as.ts";
import { indentationAt, pythonString, quoteAt } from "./python-text.ts";
import { type PythonStyle, renderValue } from "./render-value.ts";
import { restoreOperation } from "./restore-operation.ts";
import { importsFor, restoreStyle } from "./restore-style.ts";
import { type ReverseOperation, reverseOperation } from "./reverse-operation.ts";

export interface GeneratedDowngrade {
  /** Statements without the function's indentation. */
  readonly lines: readonly string[];
  /** How many operations are taken back, and at how many places somebody has to say how. */
  readonly reversed: number;
  readonly unknown: number;
  /** A place where rows must get values before the rest succeeds. */
  readonly fills: boolean;
  /** Imports that the file lacks. */
  readonly imports: readonly TextEdit[];
}

/** What is known beside the file. */
export interface DowngradeSurroundings {
  readonly schemas: ReplayedSchemas;
  readonly analysis: AnalysisConfig;
}

interface Step {
  readonly reverse: ReverseOperation;
  readonly batch: BatchBlock | null;
  readonly autocommit: boolean;
}

/**
 * The reverse of `upgrade()`: each operation taken back, in reverse order, with `raise NotImplementedError("…")` where only a person can say how. What the upgrade drops or
 * changes comes back as the replayed schema has it.
 */
export function generateDowngrade(
  file: MigrationFile,
  statements: readonly Statement[],
  { schemas, analysis }: DowngradeSurroundings,
): GeneratedDowngrade {
  const { upgrade } = file;
  const style = styleOf(file);
  const unit = indentUnit(file);
  const around = statesAround(schemas.steps("upgrade"), schemas.after("upgrade"));
  const restoring = restoreStyle(style, { keepsNames: analysis.namingConvention.kind !== "none" });
  let fills = false;
  let unsaid = 0;
  const steps = upgrade.operations.map((operation): Step => {
    const own = statements.filter((it) => it.operation === operation);
    const states = around(operation);
    let reverse = reverseOperation(operation, { statements: own, style });
    const restored =
      reverse.kind === "unknown" || leavesSomething(own) || saysOtherwise(operation, own, states)
        ? restoreOperation(operation, own, states, restoring)
        : null;
    if (restored !== null) {
      const asked = restored.problems.map((it) => writeHow(it, style));
      if (restored.lines.length > 0) reverse = { kind: "code", lines: [...restored.lines, ...asked], inBatch: false };
      else if (restored.problems[0] !== undefined) reverse = { kind: "unknown", what: restored.problems[0] };
      fills ||= restored.fills;
      unsaid += reverse.kind === "code" ? asked.length : 0;
    }
    return { reverse, batch: batchOf(operation, style), autocommit: operation.autocommit };
  });
  const ordered: Step[] = [];
  for (let index = upgrade.operations.length; index >= 0; index--) {
    for (const gap of upgrade.gaps.filter((it) => it.before === index)) {
      const what = `take back what could not be read here (${gap.why.detail})`;
      ordered.push({ reverse: { kind: "unknown", what }, batch: null, autocommit: false });
    }
    const step = steps[index - 1];
    if (step !== undefined) ordered.push(step);
  }
  const lines = write(ordered, style, unit);
  return {
    lines,
    reversed: ordered.filter((it) => it.reverse.kind === "code").length,
    unknown: unsaid + ordered.filter((it) => it.reverse.kind === "unknown").length,
    fills,
    imports: importsFor(lines, file, restoring),
  };
}

/** What `alter_column` says of the column is not what it is. */
function saysOtherwise(operation: Operation, statements: readonly Statement[], around: StatesAround | null): boolean {
  const action = statements[0]?.actions[0];
  if (operation.directive !== "alter_column" || action === undefined || around === null) return false;
  if (!("column" in action) || !("table" in action) || action.table === null || action.column === null) return false;
  if (!("known" in action.column)) return false;
  const found = columnAt(around.before, action.table, action.column);
  if (found?.exact !== true) return false;
  return existingTypeDiffers(operation, found.column) !== null || existingNullableDiffers(operation, found.column);
}

/** A dropped primary key leaves its columns NOT NULL, and a dropped column a CHECK that was written with it and does not name it. */
function leavesSomething(statements: readonly Statement[]): boolean {
  return statements.some((it) =>
    it.actions.some((action) =>
      action.kind === "addConstraint"
        ? action.constraint.type === "primaryKey"
        : action.kind === "addColumn" && action.column.constraints.some((one) => one.type === "check"),
    ),
  );
}

/** The block to repeat; none when its table cannot be written. */
function batchOf(operation: Operation, style: PythonStyle): BatchBlock | null {
  const { batch } = operation;
  return batch !== null && operation.name.startsWith("batch_op.") && renderValue(batch.table, style) !== null
    ? batch
    : null;
}

function write(steps: readonly Step[], style: PythonStyle, unit: string): readonly string[] {
  const lines: string[] = [];
  let open: string | null = null;
  for (const { reverse, batch, autocommit } of steps) {
    if (reverse.kind === "nothing") continue;
    const inBatch = batch !== null && (reverse.kind === "unknown" || reverse.inBatch);
    const header = inBatch ? batchHeader(batch, style) : autocommit ? autocommitHeader(style) : null;
    if (header !== null && header !== open) lines.push(header);
    open = header;
    const indent = header === null ? "" : unit;
    for (const line of codeOf(reverse, style)) lines.push(indent + line);
  }
  return lines;
}

function codeOf(reverse: ReverseOperation, style: PythonStyle): readonly string[] {
  switch (reverse.kind) {
    case "code":
      return reverse.lines;
    case "unknown":
      return [writeHow(reverse.what, style)];
    case "nothing":
      return [];
  }
}

function writeHow(what: string, style: PythonStyle): string {
  return `raise NotImplementedError(${pythonString(`Write how to ${what}.`, style.quote)})`;
}

function batchHeader(batch: BatchBlock, style: PythonStyle): string {
  const schema = batch.schema === null || batch.schema.type === "none" ? null : renderValue(batch.schema, style);
  const suffix = schema === null ? "" : `, schema=${schema}`;
  return `with ${style.op}.batch_alter_table(${renderValue(batch.table, style)}${suffix}) as batch_op:`;
}

function autocommitHeader(style: PythonStyle): string {
  return `with ${style.op}.get_context().autocommit_block():`;
}

export function styleOf(file: MigrationFile): PythonStyle {
  const { module, upgrade } = file;
  const first = upgrade.operations[0];
  return {
    module,
    quote: quoteAt(module.text, first?.site.argumentsSpan.start ?? upgrade.span?.start ?? 0),
    op: importedAs(module, "alembic.op") ?? "op",
  };
}

/** One step of indentation as `upgrade()` has it. */
function indentUnit(file: MigrationFile): string {
  const body = functionNamed(file, "upgrade")?.body[0];
  const unit = body === undefined ? "" : indentationAt(file.module.text, body.span.start);
  return unit === "" ? "    " : unit;
}

function functionNamed(file: MigrationFile, name: string): FunctionDef | null {
  const found = file.module.body.findLast((it) => it.type === "FunctionDef" && it.name === name);
  return found?.type === "FunctionDef" ? found : null;
}

/** Puts statements into `downgrade()`: instead of what stands in it (its docstring stays), or as a new function at the end of the file. */
export function writeDowngrade(file: MigrationFile, lines: readonly string[]): TextEdit | null {
  const { text } = file.module;
  const existing = functionNamed(file, "downgrade");
  const unit = indentUnit(file);
  const edit = (span: Span, inserted: string): TextEdit => ({ file: file.path, span, text: inserted });
  if (existing === null) {
    const upgrade = functionNamed(file, "upgrade");
    const signature = upgrade === null ? "()" : signatureOf(upgrade, text);
    const code = [`def downgrade${signature}:`, ...lines.map((it) => unit + it)].join("\n");
    const end = text.trimEnd().length;
    return edit({ start: end, end: text.length }, `\n\n\n${code}\n`);
  }
  const first = existing.body[0];
  if (first === undefined) return null;
  const docstring = first.type === "ExpressionStatement" && first.value.type === "StringLiteral" ? first : null;
  const replaced = docstring === null ? existing.body : existing.body.slice(1);
  const [start, end] = [replaced[0]?.span.start, replaced.at(-1)?.span.end];
  const onDefLine = !text.slice(existing.nameSpan.end, first.span.start).includes("\n");
  const indent = onDefLine ? unit : indentationAt(text, first.span.start);
  const code = lines.join(`\n${indent}`);
  if (start === undefined || end === undefined) {
    return edit({ start: first.span.end, end: first.span.end }, `\n${indent}${code}`);
  }
  if (!onDefLine) return edit({ start, end }, code);
  const colon = text.slice(0, start).trimEnd().length;
  return edit({ start: colon, end }, `\n${indent}${code}`);
}

/** Parameters and return type, as `upgrade` has them. */
function signatureOf(definition: FunctionDef, text: string): string {
  const first = definition.body[0];
  const head = text.slice(definition.nameSpan.end, first?.span.start ?? definition.span.end);
  return /^\s*(\([\s\S]*?\)\s*(?:->[^:\n]+?)?)\s*:/.exec(head)?.[1] ?? "()";
}
