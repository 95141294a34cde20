import type { FileDiagnostic } from "../../service/features/diagnostics.ts";
import { relativePath } from "../../service/file-system.ts";
import type { CheckedFile } from "./check.ts";
import type { Io } from "./io.ts";
import { createStyle, type Style } from "./style.ts";
import { wrapText } from "./wrap-text.ts";

/** Longer source lines are cut (UTF-16 code units). */
const maximumLine = 160;

/**
 * Findings for people: place and message, the line with a mark under the place, what to do, the first fix; then one line of totals.
 * Each finding begins with `file:line:column`, on which editors and terminals can click.
 */
export function checkText(checked: readonly CheckedFile[], io: Io): string {
  const style = createStyle(io.color);
  const blocks = checked.flatMap((it) => it.diagnostics.map((one) => block(it, one, io, style)));
  return [...blocks, totals(checked, style)].join("\n");
}

function block({ file }: CheckedFile, it: FileDiagnostic, io: Io, style: Style): string {
  const { line, character } = file.lines.position(it.span.start);
  const place = `${relativePath(io.cwd, file.path)}:${line + 1}:${character + 1}`;
  const lines = [`${style.bold(place)} ${style.severity(it.severity, `${it.severity}[${it.code}]`)} ${it.message}`];
  const number = String(line + 1);
  const margin = " ".repeat(number.length + 1);
  const source = excerpt(file.text, file.lines.lineStart(line));
  if (source.trim() !== "" && character <= maximumLine) {
    const end = file.lines.position(it.span.end);
    const last = end.line === line ? Math.min(end.character, source.length) : source.length;
    const blank = source.slice(0, character).replaceAll(/[^\t]/g, " ");
    const mark = "^".repeat(Math.max(1, Math.min(last, maximumLine) - character));
    lines.push(
      `${style.dim(` ${number} |`)} ${source.slice(0, maximumLine)}${source.length > maximumLine ? " …" : ""}`,
    );
    lines.push(`${style.dim(`${margin} |`)} ${blank}${style.severity(it.severity, mark)}`);
  }
  const notes = [
    ...(it.help === "" ? [] : [it.help]),
    ...(it.finding?.fixes.slice(0, 1).map((fix) => `fix (${fix.applicability}): ${fix.title}`) ?? []),
  ];
  for (const note of notes) {
    const [first = "", ...rest] = wrapText(note, io.width - margin.length - 3);
    lines.push(`${style.dim(`${margin} =`)} ${first}`, ...rest.map((it) => `${margin}   ${it}`));
  }
  return `${lines.join("\n")}\n`;
}

function excerpt(text: string, start: number): string {
  const end = text.slice(start).search(/[\r\n]/);
  return end === -1 ? text.slice(start) : text.slice(start, start + end);
}

/** `2 errors, 1 warning in 5 files`, without colour and full stop. */
export function countFindings(checked: readonly CheckedFile[]): string {
  return totals(checked, createStyle(false)).replace(/\.\n$/, "");
}

function totals(checked: readonly CheckedFile[], style: Style): string {
  const count = (severity: FileDiagnostic["severity"]): number =>
    checked.reduce((sum, it) => sum + it.diagnostics.filter((one) => one.severity === severity).length, 0);
  const parts = (["error", "warning", "information", "hint"] as const)
    .map((severity) => ({ severity, many: count(severity) }))
    .filter((it) => it.many > 0)
    .map(({ severity, many }) => style.severity(severity, plural(many, severity)));
  const suppressed = checked.reduce((sum, it) => sum + it.suppressed, 0);
  const files = plural(checked.length, "file");
  const kept = suppressed === 0 ? "" : ` (${suppressed} suppressed)`;
  return parts.length === 0 ? `No findings in ${files}${kept}.\n` : `${parts.join(", ")} in ${files}${kept}.\n`;
}

function plural(many: number, what: string): string {
  return `${many} ${what}${many === 1 || what === "information" ? "" : "s"}`;
}
