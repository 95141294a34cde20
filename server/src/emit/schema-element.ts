import type { Operation } from "../migration/operation.ts";
import { type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { isConstraintPath, readConstraintCall } from "./constraint-reading.ts";
import { type Draft, draft, type EmitContext, type RunState } from "./emit-context.ts";
import { type Argument, isSet, requiredName } from "./read-argument.ts";
import { createObjectDrafts, dropObjectDrafts } from "./schema-object.ts";
import { callArguments } from "./symbolic-call.ts";

/** A DDL element: `CreateSchema("x")`, `CreateTable(table)`, `DropIndex(index)`. Null for another call. */
export function schemaElementDrafts(
  call: SymbolicCall,
  operation: Operation,
  context: EmitContext,
  run: RunState,
): readonly Draft[] | null {
  const name = elementName(call.path ?? "");
  if (name === null) return null;
  const args = callArguments(call, ["element"]);
  const element = args.get("element");
  const ifExists = isSet(args.get("if_exists"));
  const ifNotExists = isSet(args.get("if_not_exists"));
  switch (name) {
    case "CreateSchema": {
      const schema = requiredName(args.has("element") ? element : args.get("name"), "the name of the schema");
      return [draft({ kind: "createSchema", schema, ifNotExists }, call.span, args.open)];
    }
    case "DropSchema": {
      const schema = requiredName(args.has("element") ? element : args.get("name"), "the name of the schema");
      const cascade = isSet(args.get("cascade"));
      return [draft({ kind: "dropSchema", schema, ifExists, cascade }, call.span, args.open)];
    }
    case "CreateTable":
    case "CreateSequence":
    case "CreateIndex":
    case "CreateEnumType":
      return createObjectDrafts(element, { ifNotExists, operation, context, run, span: call.span });
    case "DropTable":
    case "DropSequence":
    case "DropIndex":
    case "DropEnumType":
      return dropObjectDrafts(element, { ifExists, operation, context, run, span: call.span });
    case "AddConstraint":
      return addConstraint(element, call, context);
    default:
      return null;
  }
}

function elementName(path: string): string | null {
  for (const prefix of ["sqlalchemy.schema.", "sqlalchemy.dialects.postgresql."]) {
    if (path.startsWith(prefix)) return path.slice(prefix.length);
  }
  return null;
}

/** The constraint does not name its table in a way that can be read, so the action names none. */
function addConstraint(element: Argument, call: SymbolicCall, context: EmitContext): readonly Draft[] | null {
  const symbolic = symbolicOf(element.value);
  if (symbolic?.kind !== "call" || !isConstraintPath(symbolic.path ?? "")) return null;
  const why = { reason: "unsupported", detail: "the table of the constraint" } as const;
  const table: QualifiedName = { schema: null, name: { known: false, why, span: call.span } };
  const constraint = readConstraintCall(symbolic, table, context.config.namingConvention);
  return constraint === null ? [] : [draft({ kind: "addConstraint", table, constraint }, call.span)];
}
