import { existenceFlag } from "./alembic-features.ts";
import { draft, type Emitter } from "./emit-context.ts";
import { argumentOf, requiredName } from "./read-argument.ts";
import { tableOf } from "./table-name.ts";

/** `op.drop_table`: DROP TABLE without CASCADE; types stay. */
export const emitDropTable: Emitter = (operation, context) => [
  draft(
    {
      kind: "dropTable",
      table: tableOf(operation),
      ifExists: existenceFlag(argumentOf(operation, "if_exists"), "tableExistence", context.config),
      cascade: false,
    },
    operation.site.call,
    operation.openArguments,
  ),
];

export const emitRenameTable: Emitter = (operation) => [
  draft(
    {
      kind: "renameTable",
      table: tableOf(operation, "old_table_name"),
      newName: requiredName(argumentOf(operation, "new_table_name"), "the new name"),
    },
    operation.site.call,
    operation.openArguments,
  ),
];
