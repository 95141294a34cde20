import type { Span } from "../base/span.ts";
import type { PyModule, StringLiteral } from "../python/syntax.ts";
import { fileSpan } from "./file-span.ts";
import type { Docstring } from "./migration-file.ts";

/**
 * The module's docstring as Alembic reads it (`Script.doc`, `Script.longdoc`, Alembic 1.8 to 1.20), and the lines that the template
 * wrote into it. Alembic never reads those lines; they can disagree with the code.
 */
export function readDocstring(module: PyModule): Docstring {
  const literal = module.docstring;
  if (literal === null) {
    return { span: null, doc: "", longdoc: "", revisionId: null, revises: null, createDate: null };
  }
  const longdoc = literal.value.replace(/\r\n?/g, "\n").replace(leadingSpace, "").replace(trailingSpace, "");
  const revisionId = lineValue(literal, "Revision ID");
  const revises = lineValue(literal, "Revises");
  const createDate = lineValue(literal, "Create Date");
  return {
    span: literal.span,
    doc: longdoc.split("\n\n", 1)[0] ?? "",
    longdoc,
    revisionId: revisionId === null || revisionId.value === "" ? null : revisionId,
    revises:
      revises === null
        ? null
        : {
            value: revises.value
              .split(",")
              .map((it) => it.trim())
              .filter((it) => it !== ""),
            span: revises.span,
          },
    createDate: createDate === null || createDate.value === "" ? null : createDate,
  };
}

/** What Python's `str.strip()` removes; unlike JavaScript's `trim`, also the separators 1C to 1F and 85, and not a byte order mark. */
const space = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const leadingSpace = new RegExp(`^${space}`);
const trailingSpace = new RegExp(`${space}$`);

function lineValue(literal: StringLiteral, label: string): { readonly value: string; readonly span: Span } | null {
  const match = new RegExp(`^[ \\t]*${label}:[ \\t]*`, "m").exec(literal.value);
  if (match === null) return null;
  const start = match.index + match[0].length;
  const value = /^[^\r\n]*/.exec(literal.value.slice(start))?.[0].trimEnd() ?? "";
  const span = fileSpan(literal.pieces, start, start + value.length);
  return { value, span: span ?? literal.span };
}
