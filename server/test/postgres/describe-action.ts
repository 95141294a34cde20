import type { Static } from "../../src/base/static.ts";
import type { Action, ColumnDefinition, ConstraintDefinition } from "../../src/postgres/action.ts";
import { displayName, type QualifiedName } from "../../src/postgres/name.ts";

/**
 * An action on one line: its kind, then every field that says something (false, null and empty ones are left out, spans too).
 * Unknown values are `?`. It walks the whole action, so that no field can be wrong without a test that shows it.
 */
export function describeAction(action: Action): string {
  const { kind, span: _, ...fields } = action;
  return [kind, ...describeFields(fields)].join(" ");
}

function describeFields(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(fields).flatMap(([key, value]) => {
    if (
      value === null ||
      value === undefined ||
      value === false ||
      key === "span" ||
      ((key === "detail" || key === "locking" || key === "data") && typeof value === "object")
    )
      return [];
    if (Array.isArray(value) && value.length === 0) return [];
    return value === true ? [key] : [`${key}=${describeValue(value)}`];
  });
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return `(${value.map(describeValue).join(", ")})`;
  if (value === null) return "-";
  if (typeof value !== "object") return String(value);
  if (isStatic(value)) return value.known ? describeValue(value.value) : "?";
  if ("name" in value && "schema" in value && Object.keys(value).length === 2)
    return displayName(value as QualifiedName);
  if ("nullable" in value) return `[${describeColumn(value as ColumnDefinition)}]`;
  if ("usingIndex" in value) return `[${describeConstraint(value as ConstraintDefinition)}]`;
  return `{${describeFields(value as Record<string, unknown>).join(" ")}}`;
}

function isStatic(value: object): value is Static<unknown> {
  return "known" in value && "span" in value;
}

function describeColumn({ name, type, nullable, default: text, ...rest }: ColumnDefinition): string {
  const isNull = nullable === null ? "" : nullable.known ? (nullable.value ? " NULL" : " NOT NULL") : " ?NULL";
  const defaultText = text === null ? "" : ` DEFAULT ${describeValue(text)}`;
  const more = describeFields(rest);
  return [`${describeValue(name)} ${describeValue(type)}${isNull}${defaultText}`, ...more].join(" ");
}

function describeConstraint({ type, ...rest }: ConstraintDefinition): string {
  return [type, ...describeFields({ ...rest })].join(" ");
}
