import type { Span } from "../../base/span.ts";
import { type Symbolic, symbolicOf } from "../../migration/symbolic.ts";
import type { PyModule } from "../../python/syntax.ts";
import type { PyValue } from "../../python/value.ts";
import { importedAs } from "./imported-as.ts";
import { pythonString, type Quote } from "./python-text.ts";

/** How new Python is to be written in this file. */
export interface PythonStyle {
  readonly module: PyModule;
  readonly quote: Quote;
  /** How the file writes `alembic.op`. */
  readonly op: string;
}

/**
 * A value as Python that means the same at another place of the file: names that are local to a function are replaced by what they hold.
 * Null when it cannot be written so.
 */
export function renderValue(value: PyValue, style: PythonStyle): string | null {
  switch (value.type) {
    case "none":
      return "None";
    case "bool":
      return value.value ? "True" : "False";
    case "int":
      return String(value.value);
    case "str":
      return pythonString(value.value, style.quote);
    case "list":
    case "tuple": {
      if (value.open !== null) return null;
      const elements = renderAll(value.elements, style);
      if (elements === null) return null;
      if (value.type === "list") return `[${elements.join(", ")}]`;
      return elements.length === 1 ? `(${elements[0]},)` : `(${elements.join(", ")})`;
    }
    case "dict": {
      if (value.open !== null) return null;
      const entries = value.entries.map(({ key, value: it }) => {
        const [left, right] = [renderValue(key, style), renderValue(it, style)];
        return left === null || right === null ? null : `${left}: ${right}`;
      });
      return entries.includes(null) ? null : `{${entries.join(", ")}}`;
    }
    case "host": {
      const symbolic = symbolicOf(value);
      return symbolic === undefined ? null : renderSymbolic(symbolic, style);
    }
    default:
      return null;
  }
}

function renderAll(values: readonly PyValue[], style: PythonStyle): readonly string[] | null {
  const texts: string[] = [];
  for (const value of values) {
    const text = renderValue(value, style);
    if (text === null) return null;
    texts.push(text);
  }
  return texts;
}

function renderSymbolic(symbolic: Symbolic, style: PythonStyle): string | null {
  switch (symbolic.kind) {
    case "reference":
      return renderPath(symbolic.path, symbolic.span, style);
    case "attribute": {
      const of = renderSymbolic(symbolic.of, style);
      return of === null ? null : `${of}.${symbolic.name}`;
    }
    case "call": {
      const callee = renderSymbolic(symbolic.callee, style);
      if (callee === null) return null;
      const args: string[] = [];
      for (const argument of symbolic.args) {
        const value = argument.spreadUnknown ? null : renderValue(argument.value, style);
        if (value === null) return null;
        args.push(argument.name === null ? value : `${argument.name}=${value}`);
      }
      return `${callee}(${args.join(", ")})`;
    }
    default:
      return null;
  }
}

/** A library's name as the file itself writes it, when that begins with something that the file imports at its top level. */
function renderPath(path: string, span: Span, style: PythonStyle): string | null {
  if (path.startsWith("alembic.op.")) return style.op + path.slice("alembic.op".length);
  const written = style.module.text.slice(span.start, span.end);
  const root = /^([A-Za-z_]\w*)(?:\.\w+)*$/.exec(written)?.[1];
  if (root !== undefined && path.endsWith(written.split(".").at(-1) ?? "") && isImported(root, style.module)) {
    return written;
  }
  return importedAs(style.module, path);
}

function isImported(name: string, module: PyModule): boolean {
  return module.body.some(
    (it) =>
      (it.type === "Import" || it.type === "ImportFrom") &&
      it.names.some((alias) => (alias.asName ?? alias.name.split(".")[0]) === name),
  );
}
