import type { TextEdit } from "../../../base/text-edit.ts";
import { applyEdits } from "../../../base/text-edit.ts";
import { importedAs } from "../../../lint/fixes/imported-as.ts";
import { parseModule } from "../../../python/parse.ts";
import type { PyModule, Statement } from "../../../python/syntax.ts";
import { functionNamed, linesOf } from "./function-named.ts";
import { freeNames, moduleParts } from "./what-it-needs.ts";

/** Functions of a new revision: lines without the function's indentation. Null: as the template has it. */
export interface NewBodies {
  readonly upgrade: readonly string[];
  readonly downgrade: readonly string[] | null;
}

/**
 * Puts bodies into the text of a new revision, and above them what they need of another migration's module. Null when the text has no such functions on lines of their own, or where a name
 * would be lost.
 */
export function writeBodies(text: string, bodies: NewBodies, from: PyModule): string | null {
  const target = parseModule(text);
  const code = parseModule(
    [...asFunction("upgrade", bodies.upgrade), ...asFunction("downgrade", bodies.downgrade ?? ["pass"])].join("\n"),
  );
  const parts = moduleParts(from, freeNames(code.body));
  const edits: TextEdit[] = [];
  for (const name of ["upgrade", "downgrade"] as const) {
    const lines = bodies[name];
    if (lines === null) continue;
    const written = functionNamed(target, name);
    // A text of several lines would get another indentation.
    const isText = lines.some((it) => it.includes('"""') || it.includes("'''"));
    if (written === null || (written.indent !== "    " && isText)) return null;
    const span = linesOf(target, written.body.length > 0 ? written.body : written.definition.body);
    const indented = lines.map((it) => (it === "" ? "" : written.indent + it)).join("\n");
    // A docstring alone stays; the body comes behind it.
    edits.push(
      written.body.length > 0
        ? { file: "", span, text: `${indented}\n` }
        : { file: "", span: { start: span.end, end: span.end }, text: `${indented}\n` },
    );
  }
  if (parts === null || code.errors.length > 0) return null;
  edits.push(...surroundings(target, parts));
  const result = applyEdits(text, edits);
  return parseModule(result).errors.length > 0 ? null : result;
}

function asFunction(name: string, lines: readonly string[]): readonly string[] {
  return [`def ${name}():`, ...lines.map((it) => `    ${it}`), ""];
}

/** Imports behind those of the template, other statements before the first function. */
function surroundings(
  target: PyModule,
  parts: { readonly imports: readonly string[]; readonly statements: readonly string[] },
): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const written = new Set(
    target.body.flatMap((it) =>
      it.type === "Import" || it.type === "ImportFrom" ? [target.text.slice(it.span.start, it.span.end)] : [],
    ),
  );
  const missing = parts.imports.filter((it) => !written.has(it) && !isThere(target, it));
  const last = target.body.findLast((it) => it.type === "Import" || it.type === "ImportFrom");
  const behind = last?.span.end ?? target.docstring?.span.end ?? 0;
  if (missing.length > 0) {
    edits.push({ file: "", span: { start: behind, end: behind }, text: missing.map((it) => `\n${it}`).join("") });
  }
  const first: Statement | undefined = target.body.find((it) => it.type === "FunctionDef");
  if (parts.statements.length > 0 && first !== undefined) {
    const at = first.span.start;
    edits.push({ file: "", span: { start: at, end: at }, text: parts.statements.map((it) => `${it}\n\n\n`).join("") });
  }
  return edits;
}

/** `from alembic import op` and `import sqlalchemy as sa` in another form of the template. */
function isThere(target: PyModule, line: string): boolean {
  const from = /^from (\S+) import (\w+)(?: as (\w+))?$/.exec(line);
  if (from !== null) return importedAs(target, `${from[1]}.${from[2]}`) === (from[3] ?? from[2]);
  const whole = /^import (\S+?)(?: as (\w+))?$/.exec(line);
  return whole !== null && importedAs(target, whole[1] ?? "") === (whole[2] ?? whole[1]);
}
