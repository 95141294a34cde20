import type { Body } from "../migration/migration-file.ts";
import type { Directive, Operation } from "../migration/operation.ts";
import { emitAddColumn, emitDropColumn } from "./emit-add-column.ts";
import { emitAlterColumn } from "./emit-alter-column.ts";
import { emitBulkInsert } from "./emit-bulk-insert.ts";
import { emitCreateTableComment, emitDropTableComment } from "./emit-comment.ts";
import {
  emitCreateCheckConstraint,
  emitCreateExcludeConstraint,
  emitCreateForeignKey,
  emitCreatePrimaryKey,
  emitCreateUniqueConstraint,
  emitDropConstraint,
} from "./emit-constraint.ts";
import {
  type Draft,
  draft,
  type EmitContext,
  type Emitter,
  gapDraft,
  type RunState,
  startRun,
} from "./emit-context.ts";
import { emitCreateTable } from "./emit-create-table.ts";
import { emitExecute, emitStaticOutput } from "./emit-execute.ts";
import { emitCreateIndex, emitDropIndex } from "./emit-index.ts";
import { emitOpaque } from "./emit-opaque.ts";
import { emitSchemaCreate, emitSchemaDrop } from "./emit-schema-object.ts";
import { emitDropTable, emitRenameTable } from "./emit-table.ts";
import type { Statement } from "./statement.ts";
import { tableOf } from "./table-name.ts";

const emitters: Readonly<Record<Directive, Emitter>> = {
  add_column: emitAddColumn,
  alter_column: emitAlterColumn,
  bulk_insert: emitBulkInsert,
  create_check_constraint: emitCreateCheckConstraint,
  create_exclude_constraint: emitCreateExcludeConstraint,
  create_foreign_key: emitCreateForeignKey,
  create_index: emitCreateIndex,
  create_primary_key: emitCreatePrimaryKey,
  create_table: emitCreateTable,
  create_table_comment: emitCreateTableComment,
  create_unique_constraint: emitCreateUniqueConstraint,
  drop_column: emitDropColumn,
  drop_constraint: emitDropConstraint,
  drop_index: emitDropIndex,
  drop_table: emitDropTable,
  drop_table_comment: emitDropTableComment,
  execute: emitExecute,
  connection_execute: emitExecute,
  rename_table: emitRenameTable,
  schema_create: emitSchemaCreate,
  schema_drop: emitSchemaDrop,
  static_output: emitStaticOutput,
  run_async: emitOpaque,
  invoke: emitOpaque,
  custom: emitOpaque,
};

/**
 * The statements of `upgrade()` or `downgrade()`, in the order in which they reach the database, each with its actions. Gaps of the body are statements
 * of their own, without an operation, where they stand. A run of one revision alone begins with an empty memory; `run` continues one.
 */
export function emitBody(body: Body, context: EmitContext, run: RunState = startRun()): readonly Statement[] {
  // Every file makes column objects of its own, and numbers them anew.
  run.attached.clear();
  const statements: Statement[] = [];
  const gaps = [...body.gaps].sort((a, b) => a.before - b.before);
  const emitGaps = (before: number): void => {
    for (let gap = gaps[0]; gap !== undefined && gap.before <= before; gap = gaps[0]) {
      gaps.shift();
      statements.push({ ...gapDraft(gap), operation: null });
    }
  };
  for (const operation of body.operations) {
    emitGaps(operation.index);
    statements.push(...emitOperation(operation, context, run));
  }
  emitGaps(Number.POSITIVE_INFINITY);
  return statements;
}

/**
 * `batch_alter_table(recreate="always")` builds a new table, copies the rows, drops the old one and renames: nothing of what the block says is sent
 * as it is. What reaches the database at once (`batch_op.execute`) is not part of it.
 */
function rebuiltTable(operation: Operation): Draft | null {
  const recreate = operation.batch?.args.get("recreate")?.value;
  if (recreate === undefined || !fromBlock(operation)) return null;
  if (recreate.type === "str" && (recreate.value === "auto" || recreate.value === "never")) return null;
  const why = { reason: "unsupported", detail: "the table is built anew by batch mode" } as const;
  return draft(
    { kind: "unknown", why, touches: [tableOf(operation, tableParameter(operation))] },
    operation.site.call,
    why,
  );
}

function tableParameter(operation: Operation): string {
  return operation.directive === "create_foreign_key" ? "source_table" : "table_name";
}

function fromBlock(operation: Operation): boolean {
  return operation.args.get(tableParameter(operation))?.passed === "batch";
}

/** The statements of one operation; `run` remembers what it did. */
export function emitOperation(operation: Operation, context: EmitContext, run: RunState): readonly Statement[] {
  const rebuilt = operation.batch === null ? null : rebuiltTable(operation);
  const drafts = rebuilt === null ? emitters[operation.directive](operation, context, run) : [rebuilt];
  return drafts.map((it) => ({ ...it, operation }));
}
