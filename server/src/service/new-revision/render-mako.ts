import { pythonString } from "../../lint/fixes/python-text.ts";
import { interpretModule } from "../../python/interpret.ts";
import { parseModule } from "../../python/parse.ts";
import { downRevisionLiteral, type TemplateValues } from "./alembic-template.ts";

/** Steps for one expression of a template. */
const budget = 1_000;

/**
 * A project's own `script.py.mako`, filled in for a revision without operations. It understands `${expression}` over the names that Alembic hands to a
 * template, the filters `n` and `comma`, comments (`##`) and continued lines, which is what nearly all projects use. Null for everything
 * else (`<% %>`, `% for`, other filters, values that cannot be known): then only Mako itself can render it.
 * https://docs.makotemplates.org/en/latest/syntax.html
 */
export function renderMako(template: string, values: TemplateValues): string | null {
  const text = template.replaceAll(/^[ \t]*##.*(?:\r\n|\r|\n|$)/gm, "").replaceAll(/\\\r?\n/g, "");
  if (/<%|<\/%|^[ \t]*%(?!%)/m.test(text)) return null;
  let result = "";
  let position = 0;
  while (true) {
    const start = text.indexOf("${", position);
    if (start === -1) return result + doublePercent(text.slice(position));
    const end = endOfExpression(text, start + 2);
    if (end === null) return null;
    const value = evaluate(text.slice(start + 2, end), values);
    if (value === null) return null;
    result += doublePercent(text.slice(position, start)) + value;
    position = end + 1;
  }
}

/** A line that begins with `%%` is text with one percent sign. */
function doublePercent(text: string): string {
  return text.replaceAll(/^([ \t]*)%%/gm, "$1%");
}

/** Offset of the brace that closes an expression. */
function endOfExpression(text: string, start: number): number | null {
  let depth = 0;
  let quote = "";
  for (let i = start; i < text.length; i++) {
    const character = text[i] ?? "";
    if (quote !== "") {
      if (character === "\\") i++;
      else if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "{") depth++;
    else if (character === "}" && depth-- === 0) return i;
  }
  return null;
}

function evaluate(source: string, values: TemplateValues): string | null {
  const filtered = /^([^|]*)\|([\s\w,]*)$/.exec(source);
  const filters = (filtered?.[2] ?? "")
    .split(",")
    .map((it) => it.trim())
    .filter((it) => it !== "" && it !== "n");
  const expression = (filtered?.[1] ?? source).trim();
  if (filters.some((it) => it !== "comma") || /[\r\n]/.test(expression)) return null;
  // `comma` is alembic.util.format_as_comma: nothing for None, a text itself, else the elements with ", " between them.
  const comma = `("" if value is None else value if isinstance(value, str) else ", ".join(value))`;
  const module = parseModule(
    [
      `up_revision = ${pythonString(values.revision, "'")}`,
      `down_revision = ${downRevisionLiteral(values.downRevisions)}`,
      "branch_labels = None",
      "depends_on = None",
      `create_date = ${pythonString(values.createDate, "'")}`,
      `message = ${pythonString(values.message, "'")}`,
      'imports = ""',
      'upgrades = ""',
      'downgrades = ""',
      `value = (${expression})`,
      `result = str(${filters.includes("comma") ? comma : "value"})`,
      "",
    ].join("\n"),
  );
  // `create_date` is a datetime, of which only the text is known here.
  if (module.errors.length > 0 || /\bcreate_date\s*\./.test(expression)) return null;
  const run = interpretModule(module, { host: { module: () => undefined }, budget });
  const value = run.globals.get("result");
  return value?.type === "str" ? value.value : null;
}
