import { draft, type Emitter } from "./emit-context.ts";
import { argumentOf, readText } from "./read-argument.ts";
import { tableOf } from "./table-name.ts";

export const emitCreateTableComment: Emitter = (operation) => [
  draft(
    {
      kind: "comment",
      object: "table",
      table: tableOf(operation),
      column: null,
      text: readText(argumentOf(operation, "comment")),
    },
    operation.site.call,
    operation.openArguments,
  ),
];

export const emitDropTableComment: Emitter = (operation) => [
  draft(
    { kind: "comment", object: "table", table: tableOf(operation), column: null, text: null },
    operation.site.call,
    operation.openArguments,
  ),
];
