import { cover, type Span } from "../../base/span.ts";
import type { Body } from "../../migration/migration-file.ts";
import { nameArgument } from "../../migration/name-argument.ts";
import type { Operation } from "../../migration/operation.ts";
import { sqlText } from "../../migration/sql-argument.ts";
import type { Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";

/** An entry of the outline. `selection` lies in `span`. */
export interface FileSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: "revision" | "function" | "operation";
  readonly span: Span;
  readonly selection: Span;
  readonly children: readonly FileSymbol[];
}

/** The revision, `upgrade()` and `downgrade()` with their operations in the order in which they would run. */
export function documentSymbols(snapshot: Snapshot, file: SourceFile): readonly FileSymbol[] {
  const read = snapshot.read(file);
  if (read === null) return [];
  const { header, upgrade, downgrade } = read.migration;
  const result: FileSymbol[] = [];
  if (header.revision !== null) {
    const { value, nameSpan, valueSpan } = header.revision;
    result.push({
      name: value.known ? value.value : "revision",
      detail: header.doc.doc.replaceAll(/\s+/g, " ").trim(),
      kind: "revision",
      span: cover(nameSpan, valueSpan),
      selection: valueSpan,
      children: [],
    });
  }
  for (const [name, body] of [
    ["upgrade", upgrade],
    ["downgrade", downgrade],
  ] as const) {
    if (body.span !== null && body.nameSpan !== null) result.push(functionSymbol(name, body, body.span, body.nameSpan));
  }
  return result.sort((a, b) => a.span.start - b.span.start);
}

function functionSymbol(name: string, body: Body, span: Span, selection: Span): FileSymbol {
  const seen = new Set<number>();
  const children: FileSymbol[] = [];
  for (const operation of body.operations) {
    const call = callInFile(operation);
    if (call === null || call.start < span.start || call.end > span.end || seen.has(call.start)) continue;
    seen.add(call.start);
    children.push({
      name: operation.name,
      detail: objectOf(operation),
      kind: "operation",
      span: call,
      selection: operation.site.file === null && operation.site.frames.length === 0 ? operation.site.callee : call,
      children: [],
    });
  }
  return { name, detail: "", kind: "function", span, selection, children };
}

/** The call in the file itself: for an operation inside a helper function, the call of the helper. */
function callInFile(operation: Operation): Span | null {
  const frame = operation.site.frames.find((it) => it.file === null);
  if (frame !== undefined) return frame.call;
  return operation.site.file === null ? operation.site.call : null;
}

/** What the operation is about, as far as its arguments say it: `users`, `users.email`, the beginning of SQL text. */
function objectOf(operation: Operation): string {
  const named = (...parameters: readonly string[]): string | null => {
    const argument = parameters.map((it) => operation.args.get(it)).find((it) => it !== undefined);
    const name = argument === undefined ? null : nameArgument(argument.value).name;
    return name?.known === true ? name.value : null;
  };
  const table = named("table_name", "source_table", "old_table_name");
  const own = named("column_name", "constraint_name", "index_name");
  if (table !== null && own !== null) return `${table}.${own}`;
  if (table !== null || own !== null) return table ?? own ?? "";
  const sql = sqlText(operation.args.get("sqltext")?.value)?.text;
  return sql?.known === true ? sql.value.replaceAll(/\s+/g, " ").trim().slice(0, 60) : "";
}
