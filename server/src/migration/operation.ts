import type { Span } from "../base/span.ts";
import type { Unknown } from "../base/static.ts";
import type { CallSite } from "../python/host.ts";
import type { PyValue } from "../python/value.ts";

/** Every directive of `alembic.op` (Alembic 1.20 and older forms), by its Python name. */
export type Directive =
  | "add_column"
  | "alter_column"
  | "bulk_insert"
  | "create_check_constraint"
  | "create_exclude_constraint"
  | "create_foreign_key"
  | "create_index"
  | "create_primary_key"
  | "create_table"
  | "create_table_comment"
  | "create_unique_constraint"
  | "drop_column"
  | "drop_constraint"
  | "drop_index"
  | "drop_table"
  | "drop_table_comment"
  | "execute"
  | "rename_table"
  | "run_async"
  | "invoke"
  /**
   * `op.get_bind().execute(…)`, `connection.execute`, `session.execute`, `exec_driver_sql`, `op.get_context().execute`: see `via`.
   * Arguments: `sqltext`, `parameters`, `execution_options`. `connection.commit()` is one with the SQL `COMMIT`, which has no place in the file.
   */
  | "connection_execute"
  /**
   * `Enum(…).create(bind)`, `Table.create`, `metadata.create_all`, `Sequence.create`, and `.drop`.
   * Arguments: `target` (the object), `bind`, `checkfirst`, `tables`; `name` is the method.
   */
  | "schema_create"
  | "schema_drop"
  /** `op.get_context().impl.static_output(text)`: argument `text`. */
  | "static_output"
  /** A directive that a plugin registered (`op.create_entity`): known to happen, not what. */
  | "custom";

export interface BoundArgument {
  readonly value: PyValue;
  /** The argument as written at the call; for a default, the callee. */
  readonly span: Span;
  readonly passed: "positional" | "keyword" | "default" | "batch";
  /** The name of a keyword argument (`nullable` of `nullable=False`). */
  readonly keywordSpan: Span | null;
}

/** One thing that a migration does, in the order in which it would be done. */
export interface Operation {
  readonly directive: Directive;
  /** `op.add_column`, `batch_op.add_column` (also for "custom"); for what does not go through `op`, the method: `execute`, `create_all`. */
  readonly name: string;
  /** Position in `Body.operations`. */
  readonly index: number;
  readonly site: CallSite;
  /**
   * Arguments by the parameter names of Alembic 1.20 (`table_name`, `column`, …). In a batch block `table_name` and `schema` come from the block
   * (`passed: "batch"`). Absent optional arguments are absent here. For "custom", by position: "0", "1" …, and by keyword.
   */
  readonly args: ReadonlyMap<string, BoundArgument>;
  /** `*columns` of create_table, `*elements` of create_exclude_constraint. */
  readonly rest: readonly BoundArgument[];
  /** `**kw`: postgresql_concurrently, postgresql_where, deferrable, mysql_engine … */
  readonly kw: ReadonlyMap<string, BoundArgument>;
  /** The call does not fit the directive: missing, unexpected or repeated arguments (Python raises TypeError). A sentence. */
  readonly bindingError: string | null;
  /** Positional use of an argument that is keyword-only since Alembic 1.11. */
  readonly legacyPositional: readonly string[];
  /** Arguments may be missing here because of an unknown `*args` / `**kwargs`. */
  readonly openArguments: Unknown | null;
  /** Inside `with op.batch_alter_table(…)`, also for `op.*` and connections there, which Alembic executes before what the block has queued. */
  readonly batch: BatchBlock | null;
  /** Inside `with op.get_context().autocommit_block()`. */
  readonly autocommit: boolean;
  /** The number of the innermost such block in the file; null outside of all, also for a connection that commits by itself. */
  readonly autocommitBlock: number | null;
  /** For "connection_execute", "schema_create": the expression it went through, as a person would name it: `op.get_bind().execute`. */
  readonly via: string | null;
}

export interface BatchBlock {
  readonly table: PyValue;
  readonly schema: PyValue | null;
  /** The `op.batch_alter_table(…)` call. */
  readonly call: Span;
  readonly statement: Span;
  readonly args: ReadonlyMap<string, BoundArgument>;
  /** Counts the batch blocks of the file. */
  readonly serial: number;
}

/** The source text of the innermost condition, or null: true when the operation runs in every run. */
export function onlyIf(operation: Operation): string | null {
  return operation.site.conditions.at(-1)?.text ?? null;
}
