import type { Unknown } from "../../base/static.ts";
import type { Directive, Operation } from "../../migration/operation.ts";
import { alterColumn } from "./alter-column.ts";
import { bulkInsert } from "./bulk-insert.ts";
import type { RenderContext } from "./column-spec.ts";
import {
  addColumn,
  createCheckConstraint,
  createExcludeConstraint,
  createForeignKey,
  createIndex,
  createPrimaryKey,
  createTable,
  createTableComment,
  createUniqueConstraint,
  dropColumn,
  dropConstraint,
  dropIndex,
  dropTable,
  dropTableComment,
  type Renderer,
  renameTable,
} from "./directive-texts.ts";
import { execute, staticOutput } from "./execute.ts";
import { rebuiltTable } from "./rebuilt-table.ts";
import { schemaCreate, schemaDrop } from "./schema-object-texts.ts";
import { checkNames } from "./sql-type.ts";
import { needAll, refused, Unrendered, unrendered } from "./unrendered.ts";

const opaque: Renderer = (operation) => unrendered(`what ${operation.name} does`);

const renderers: Readonly<Record<Directive, Renderer>> = {
  add_column: addColumn,
  alter_column: alterColumn,
  bulk_insert: bulkInsert,
  create_check_constraint: createCheckConstraint,
  create_exclude_constraint: createExcludeConstraint,
  create_foreign_key: createForeignKey,
  create_index: createIndex,
  create_primary_key: createPrimaryKey,
  create_table: createTable,
  create_table_comment: createTableComment,
  create_unique_constraint: createUniqueConstraint,
  drop_column: dropColumn,
  drop_constraint: dropConstraint,
  drop_index: dropIndex,
  drop_table: dropTable,
  drop_table_comment: dropTableComment,
  execute,
  connection_execute: execute,
  rename_table: renameTable,
  schema_create: schemaCreate,
  schema_drop: schemaDrop,
  static_output: staticOutput,
  run_async: opaque,
  invoke: opaque,
  custom: opaque,
};

export type RenderedOperation =
  /** The statements as compiled; the printing layer strips them and adds the semicolon. */
  | { readonly ok: true; readonly texts: readonly string[] }
  /** `refusal`: Alembic's own exception, when it refuses the operation. */
  | { readonly ok: false; readonly why: Unknown; readonly refusal: string | null };

/** The texts of one operation, or why they are not known. Nothing of an operation is printed unless all of it is known. */
export function renderOperation(operation: Operation, context: RenderContext): RenderedOperation {
  return attempt(() => {
    checkBinding(operation, context);
    return renderers[operation.directive](operation, context);
  });
}

/** The texts of a batch block that builds its table anew. */
export function renderRebuilt(operations: readonly Operation[], context: RenderContext): RenderedOperation {
  return attempt(() => rebuiltTable(operations, context));
}

function attempt(render: () => readonly string[]): RenderedOperation {
  try {
    return { ok: true, texts: render() };
  } catch (error) {
    if (error instanceof Unrendered) return { ok: false, why: error.why, refusal: error.refusal };
    throw error;
  }
}

function checkBinding(operation: Operation, context: RenderContext): void {
  for (const it of [...operation.args.values(), ...operation.kw.values(), ...operation.rest]) {
    checkNames(context.dialect, it.value);
  }
  if (operation.bindingError !== null) refused("TypeError", operation.bindingError);
  if (operation.legacyPositional.length > 0 && context.dialect.features.keywordOnly) {
    refused("TypeError", `${operation.name}() takes ${operation.legacyPositional.join(", ")} only by keyword`);
  }
  needAll(operation.openArguments);
}
