import type { TextEdit } from "../../base/text-edit.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import { ensureImported, importedAs } from "./imported-as.ts";
import { pythonString } from "./python-text.ts";
import type { PythonStyle } from "./render-value.ts";

/** How what the schema holds is written as Python in a file. */
export interface RestoreStyle extends PythonStyle {
  /** How the file writes `sqlalchemy` and `sqlalchemy.dialects.postgresql`, or how it will. */
  readonly sa: string;
  readonly postgresql: string;
  /** A naming convention may change names that are given as plain strings: `op.f(…)` keeps them. */
  readonly keepsNames: boolean;
}

export function restoreStyle(style: PythonStyle, options: { readonly keepsNames: boolean }): RestoreStyle {
  const { module } = style;
  return {
    ...style,
    ...options,
    sa: importedAs(module, "sqlalchemy") ?? "sa",
    postgresql: importedAs(module, "sqlalchemy.dialects.postgresql") ?? "postgresql",
  };
}

export function text(value: string, style: RestoreStyle): string {
  return pythonString(value, style.quote);
}

export function list(values: readonly string[], style: RestoreStyle): string {
  return `[${values.map((it) => text(it, style)).join(", ")}]`;
}

/** The name of a constraint. */
export function constraintNameText(name: string, style: RestoreStyle): string {
  return style.keepsNames ? `${style.op}.f(${text(name, style)})` : text(name, style);
}

/** SQL as `text()` takes it: what looks like a bound parameter there gets a backslash (SQLAlchemy: `TextClause._bind_params_regex`). */
export function forText(sql: string): string {
  return sql.replace(/(?<![:\w\\]):(?=\w+(?!:))/g, "\\:");
}

export function textCall(sql: string, style: RestoreStyle): string {
  return `${style.sa}.text(${text(forText(sql), style)})`;
}

/** A statement for what directives cannot say. */
export function executeCall(sql: string, style: RestoreStyle): string {
  return `${style.op}.execute(${text(forText(sql), style)})`;
}

/** `schema=…` for what is not in the default schema. */
export function schemaArgument(schema: string, style: RestoreStyle, name = "schema"): readonly string[] {
  return schema === "public" ? [] : [`${name}=${text(schema, style)}`];
}

/** The imports that lines need and a file lacks. */
export function importsFor(lines: readonly string[], file: MigrationFile, style: RestoreStyle): readonly TextEdit[] {
  const uses = (name: string): boolean => lines.some((it) => it.includes(`${name}.`));
  const wanted = (name: string, path: string): readonly TextEdit[] =>
    uses(name) ? ensureImported(file.module, file.path, path, name).edits : [];
  return [...wanted(style.sa, "sqlalchemy"), ...wanted(style.postgresql, "sqlalchemy.dialects.postgresql")];
}
