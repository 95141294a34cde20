import type { Operation } from "../migration/operation.ts";
import { type Symbolic, symbolicOf } from "../migration/symbolic.ts";
import { type Draft, type Emitter, unknownDraft } from "./emit-context.ts";
import { type Argument, argumentOf, isAbsent, isSet, readElements, readFlag } from "./read-argument.ts";
import { createObjectDrafts, dropObjectDrafts } from "./schema-object.ts";

/** `Enum(…).create(bind)`, `Table(…).create(bind)`, `metadata.create_all(bind)`. */
export const emitSchemaCreate: Emitter = (operation, context, run) =>
  targets(operation).flatMap((target) =>
    target === null
      ? [wholeMetadata(operation)]
      : createObjectDrafts(target, {
          ifNotExists: checksFirst(operation),
          operation,
          context,
          run,
          span: operation.site.call,
        }),
  );

/** `.drop(bind)` and `metadata.drop_all(bind)`. */
export const emitSchemaDrop: Emitter = (operation, context, run) =>
  targets(operation).flatMap((target) =>
    target === null
      ? [wholeMetadata(operation)]
      : dropObjectDrafts(target, {
          ifExists: checksFirst(operation),
          operation,
          context,
          run,
          span: operation.site.call,
        }),
  );

/** What is created or dropped; null for a MetaData, whose tables are not written here. */
function targets(operation: Operation): readonly (Argument | null)[] {
  const target = argumentOf(operation, "target");
  const symbolic = symbolicOf(target.value);
  const isWhole = /_all$/.test(operation.name) || isMetaData(symbolic);
  if (!isWhole) return [target];
  const tables = readElements(argumentOf(operation, "tables"));
  return tables === null || tables.open !== null ? [null] : tables.elements;
}

function isMetaData(symbolic: Symbolic | undefined): boolean {
  return symbolic?.kind === "call" && symbolic.path === "sqlalchemy.MetaData";
}

function isDialectType(operation: Operation): boolean {
  const symbolic = symbolicOf(argumentOf(operation, "target").value);
  return symbolic?.kind === "call" && (symbolic.path?.startsWith("sqlalchemy.dialects.postgresql.") ?? false);
}

function wholeMetadata(operation: Operation): Draft {
  return unknownDraft({ reason: "import", detail: "all tables of the metadata" }, operation.site.call);
}

/** `checkfirst` asks the database before; its default is True for a MetaData and for the types of the PostgreSQL dialect, else False. */
function checksFirst(operation: Operation): boolean {
  const argument = argumentOf(operation, "checkfirst");
  if (isAbsent(argument)) return /_all$/.test(operation.name) || isDialectType(operation);
  const flag = readFlag(argument);
  return flag !== null && (!flag.known || isSet(argument));
}
