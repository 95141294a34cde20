import type { TextEdit } from "../../base/text-edit.ts";
import type { PyModule } from "../../python/syntax.ts";

/** How the file writes a module or name that it imports at its top level: `sqlalchemy` as `sa`, `alembic.op` as `op`; null when it does not. */
export function importedAs(module: PyModule, path: string): string | null {
  let longer: string | null = null;
  for (const statement of module.body) {
    if (statement.type === "ImportFrom" && statement.level === 0) {
      for (const { name, asName } of statement.names) {
        const full = `${statement.module}.${name}`;
        if (full === path) return asName ?? name;
        if (path.startsWith(`${full}.`)) longer = `${asName ?? name}${path.slice(full.length)}`;
      }
    } else if (statement.type === "Import") {
      for (const { name, asName } of statement.names) {
        if (name === path) return asName ?? name;
        if (path.startsWith(`${name}.`) && asName !== null) longer = `${asName}${path.slice(name.length)}`;
        else if (path.startsWith(`${name}.`)) longer = path;
      }
    }
  }
  return longer;
}

/** As `importedAs`, with the edit that brings `import path as name` (or `from … import name`) into a file that has no such import. */
export function ensureImported(
  module: PyModule,
  file: string,
  path: string,
  name: string,
): { readonly expression: string; readonly edits: readonly TextEdit[] } {
  const expression = importedAs(module, path);
  if (expression !== null) return { expression, edits: [] };
  const last = module.body.findLast((it) => it.type === "Import" || it.type === "ImportFrom");
  const after = last?.span.end ?? module.docstring?.span.end ?? 0;
  const line =
    name === path
      ? `import ${path}`
      : path.endsWith(`.${name}`)
        ? `from ${path.slice(0, -name.length - 1)} import ${name}`
        : `import ${path} as ${name}`;
  const text = after === 0 ? `${line}\n` : `\n${line}`;
  return { expression: name, edits: [{ file, span: { start: after, end: after }, text }] };
}
