import type { Static } from "../base/static.ts";
import { columnType } from "../emit/column-type.ts";
import type { Statement } from "../emit/statement.ts";
import { type TypeShape, typeShape } from "../locks/type-change.ts";
import type { Action } from "../postgres/action.ts";
import type { CatalogText, SchemaState } from "../schema/schema-state.ts";
import { relationKey } from "../schema/schema-state.ts";
import type { CastType } from "./assignment-cast.ts";
import { columnAt } from "./column-at.ts";
import type { RuleContext } from "./rule.ts";

export type AlterType = Extract<Action, { readonly kind: "alterColumnType" }>;

/** A change of a column's type, as far as both types are known. */
export interface ChangedType {
  readonly from: CastType;
  readonly to: CastType;
  readonly fromText: string;
  readonly toText: string;
  /** The default that the column has; null when it has none or none is known. */
  readonly default: string | null;
}

/** Both types of a change: the old one by the replayed schema, or by `existing_type=`; null when one is not known. */
export function changedType(action: AlterType, statement: Statement, ctx: RuleContext): ChangedType | null {
  const { table, column, type } = action;
  if (!type.known) return null;
  const state = ctx.schemaAt(statement);
  const before = columnAt(state, table, column);
  const fromSchema = before?.exact === true ? textOf(before.column.type) : null;
  const fromText = fromSchema ?? existingType(statement);
  const from = fromText === null ? null : typeShape(fromText);
  const to = typeShape(type.value);
  if (fromText === null || from === null || to === null) return null;
  const defaultText = before?.exact === true && before.column.default !== null ? textOf(before.column.default) : null;
  const isGenerated = before?.column.generated != null;
  return {
    from: { shape: from, isEnum: isEnum(from, state) },
    to: { shape: to, isEnum: isEnum(to, state) || isNativeEnum(statement, "type_") },
    fromText,
    toText: type.value,
    default: isGenerated ? null : defaultText,
  };
}

function textOf(text: CatalogText): string | null {
  return text.form === "unknown" ? null : text.text;
}

/** `existing_type=` of op.alter_column, as DDL spells it. */
function existingType({ operation }: Statement): string | null {
  const argument = operation?.directive === "alter_column" ? operation.args.get("existing_type") : undefined;
  if (argument === undefined || argument.value.type === "none") return null;
  const { text }: { readonly text: Static<string> } = columnType(argument);
  return text.known ? text.value : null;
}

function isNativeEnum({ operation }: Statement, name: "type_"): boolean {
  const argument = operation?.directive === "alter_column" ? operation.args.get(name) : undefined;
  return argument !== undefined && argument.value.type !== "none" && columnType(argument).enum !== null;
}

/** A type that a migration created as an enum. */
function isEnum(shape: TypeShape, state: SchemaState | null): boolean {
  if (shape.builtin || state === null) return false;
  const parts = (shape.base.match(/"(?:[^"]|"")+"|[^."\s]+/g) ?? []).map((it) =>
    it.startsWith('"') ? it.slice(1, -1).replaceAll('""', '"') : it,
  );
  const name = parts.at(-1) ?? "";
  const schemas = parts.length > 1 ? [parts.at(-2) ?? ""] : (state.searchPath ?? []);
  return schemas.some((it) => {
    const type = state.types.get(relationKey(it, name));
    return type?.kind === "enum" && type.gaps.length === 0;
  });
}
