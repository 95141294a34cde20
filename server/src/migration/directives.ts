import type { Directive } from "./operation.ts";
import { type Signature, signature } from "./signature.ts";

/** How Alembic executes a call inside `with op.batch_alter_table(…)`: when the block ends, or at once (4.11 of the specification). */
export type BatchTiming = "queued" | "immediate";

export interface DirectiveForm {
  readonly signature: Signature;
  /** Names that Alembic accepted with a warning from 0.8 and removed in 1.5.0, to today's names. */
  readonly legacyNames: ReadonlyMap<string, string>;
}

export interface DirectiveEntry {
  readonly directive: Directive;
  readonly operation: DirectiveForm;
  /** Null when `batch_op` has no such method since Alembic 1.11. */
  readonly batch: (DirectiveForm & { readonly timing: BatchTiming }) | null;
  /** Parameters that the block gives: the name of the table and of the schema. */
  readonly batchTable: readonly [table: string, schema: string] | null;
  /** What the call returns when it is not None: the table, or something that only a running migration knows. */
  readonly returns: "none" | "table" | "unknown";
}

interface Row {
  readonly operation: string;
  readonly batch?: string;
  readonly timing?: BatchTiming;
  /** How many of the keyword-only parameters could be given by position before Alembic 1.11: [operation, batch]. */
  readonly legacy?: readonly [number, number];
  readonly names?: Readonly<Record<string, string>>;
  readonly batchTable?: readonly [string, string];
  readonly returns?: "table" | "unknown";
}

/** The signatures are those that `inspect.signature` prints for Alembic 1.20.0, without annotations; an oracle test compares them. */
const rows: Readonly<Partial<Record<Directive, Row>>> = {
  add_column: {
    operation:
      "table_name, column, *, schema=None, if_not_exists=None, inline_references=None, inline_primary_key=None",
    batch:
      "column, *, insert_before=None, insert_after=None, if_not_exists=None, inline_references=None, inline_primary_key=None",
    legacy: [1, 2],
  },
  alter_column: {
    operation:
      "table_name, column_name, *, nullable=None, comment=False, server_default=False, new_column_name=None, type_=None, existing_type=None, existing_server_default=False, existing_nullable=None, existing_comment=None, schema=None, **kw",
    batch:
      "column_name, *, nullable=None, comment=False, server_default=False, new_column_name=None, type_=None, existing_type=None, existing_server_default=False, existing_nullable=None, existing_comment=None, insert_before=None, insert_after=None, **kw",
    legacy: [10, 11],
    names: { name: "new_column_name" },
  },
  bulk_insert: { operation: "table, rows, *, multiinsert=True", legacy: [1, 0] },
  create_check_constraint: {
    operation: "constraint_name, table_name, condition, *, schema=None, **kw",
    batch: "constraint_name, condition, **kw",
    legacy: [1, 0],
    names: { name: "constraint_name", source: "table_name" },
  },
  create_exclude_constraint: {
    operation: "constraint_name, table_name, *elements, **kw",
    batch: "constraint_name, *elements, **kw",
  },
  create_foreign_key: {
    operation:
      "constraint_name, source_table, referent_table, local_cols, remote_cols, *, onupdate=None, ondelete=None, deferrable=None, initially=None, match=None, source_schema=None, referent_schema=None, **dialect_kw",
    batch:
      "constraint_name, referent_table, local_cols, remote_cols, *, referent_schema=None, onupdate=None, ondelete=None, deferrable=None, initially=None, match=None, **dialect_kw",
    legacy: [7, 6],
    names: { name: "constraint_name", source: "source_table", referent: "referent_table" },
    batchTable: ["source_table", "source_schema"],
  },
  create_index: {
    operation: "index_name, table_name, columns, *, schema=None, unique=False, if_not_exists=None, **kw",
    batch: "index_name, columns, **kw",
    legacy: [2, 0],
    names: { name: "index_name" },
  },
  create_primary_key: {
    operation: "constraint_name, table_name, columns, *, schema=None",
    batch: "constraint_name, columns",
    legacy: [1, 0],
    names: { name: "constraint_name", cols: "columns" },
  },
  create_table: {
    operation: "table_name, *columns, if_not_exists=None, **kw",
    names: { name: "table_name" },
    returns: "table",
  },
  create_table_comment: {
    operation: "table_name, comment, *, existing_comment=None, schema=None",
    batch: "comment, *, existing_comment=None",
    legacy: [2, 1],
  },
  create_unique_constraint: {
    operation: "constraint_name, table_name, columns, *, schema=None, **kw",
    batch: "constraint_name, columns, **kw",
    legacy: [1, 0],
    names: { name: "constraint_name", source: "table_name", local_cols: "columns" },
  },
  drop_column: {
    operation: "table_name, column_name, *, schema=None, **kw",
    batch: "column_name, **kw",
    legacy: [1, 0],
  },
  drop_constraint: {
    operation: "constraint_name, table_name, type_=None, *, schema=None, if_exists=None",
    batch: "constraint_name, type_=None",
    legacy: [1, 0],
    names: { type: "type_", name: "constraint_name" },
  },
  drop_index: {
    operation: "index_name, table_name=None, *, schema=None, if_exists=None, **kw",
    batch: "index_name, **kw",
    legacy: [1, 0],
    names: { name: "index_name", tablename: "table_name" },
  },
  drop_table: {
    operation: "table_name, *, schema=None, if_exists=None, **kw",
    legacy: [1, 0],
    names: { name: "table_name" },
  },
  drop_table_comment: {
    operation: "table_name, *, existing_comment=None, schema=None",
    batch: "*, existing_comment=None",
    legacy: [2, 1],
  },
  execute: {
    operation: "sqltext, *, execution_options=None",
    batch: "sqltext, *, execution_options=None",
    timing: "immediate",
    legacy: [1, 1],
  },
  invoke: { operation: "operation", batch: "operation", returns: "unknown" },
  rename_table: { operation: "old_table_name, new_table_name, *, schema=None", legacy: [1, 0] },
  run_async: {
    operation: "async_function, *args, **kw_args",
    batch: "async_function, *args, **kw_args",
    timing: "immediate",
    returns: "unknown",
  },
};

/** Every directive of `alembic.op`, by its Python name. */
export const directives: ReadonlyMap<string, DirectiveEntry> = new Map(
  Object.entries(rows).map(([name, row]) => [name, entryOf(name as Directive, row)]),
);

function entryOf(directive: Directive, row: Row): DirectiveEntry {
  const legacyNames = new Map(Object.entries(row.names ?? {}));
  const [legacy, batchLegacy] = row.legacy ?? [0, 0];
  const batch =
    row.batch === undefined
      ? null
      : { signature: signature(row.batch, batchLegacy), legacyNames, timing: row.timing ?? "queued" };
  const fromBlock = directive !== "execute" && directive !== "invoke" && directive !== "run_async";
  return {
    directive,
    operation: { signature: signature(row.operation, legacy), legacyNames },
    batch,
    batchTable: batch !== null && fromBlock ? (row.batchTable ?? ["table_name", "schema"]) : null,
    returns: row.returns ?? "none",
  };
}

/** `op.batch_alter_table(…)`: not a directive of its own, it opens a block. */
export const batchAlterTable: DirectiveForm = {
  signature: signature(
    "table_name, schema=None, recreate='auto', partial_reordering=None, copy_from=None, table_args=(), table_kwargs=immutabledict({}), reflect_args=(), reflect_kwargs=immutabledict({}), naming_convention=None",
    0,
  ),
  legacyNames: new Map(),
};
