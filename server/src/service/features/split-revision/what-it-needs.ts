import type { Span } from "../../../base/span.ts";
import type { PyModule, Statement } from "../../../python/syntax.ts";
import { namesBoundBy, namesIn } from "./function-named.ts";

/**
 * The statements of `earlier` that bind what `moved` reads, in their order: they are written a second time. Null where one of them does something to the database (`acts`), or
 * is a block whose names cannot be had without it.
 */
export function neededOf(
  moved: readonly Statement[],
  earlier: readonly Statement[],
  acts: (span: Span) => boolean,
): readonly Statement[] | null {
  const wanted = new Set(freeNames(moved));
  const found: Statement[] = [];
  for (const statement of [...earlier].reverse()) {
    const bound = [...namesBoundBy(statement).keys()];
    if (!bound.some((it) => wanted.has(it))) continue;
    if (!plain.has(statement.type) || acts(statement.span)) return null;
    found.unshift(statement);
    for (const name of namesIn(statement).keys()) wanted.add(name);
  }
  return found;
}

const plain: ReadonlySet<Statement["type"]> = new Set<Statement["type"]>([
  "Assign",
  "AnnAssign",
  "Import",
  "ImportFrom",
  "FunctionDef",
]);

/** Names that statements read before they bind them. */
export function freeNames(statements: readonly Statement[]): readonly string[] {
  const bound = namesBoundBy(statements);
  return [...namesIn(statements)].flatMap(([name, at]) =>
    (bound.get(name) ?? Number.POSITIVE_INFINITY) < at ? [] : [name],
  );
}

const ofTheHeader: ReadonlySet<string> = new Set(["revision", "down_revision", "branch_labels", "depends_on"]);

/** The text of what a module holds for these names, apart from the header and the two functions: imports (only of these names) and statements. Null when a name of the header is needed. */
export function moduleParts(
  module: PyModule,
  names: readonly string[],
): { readonly imports: readonly string[]; readonly statements: readonly string[] } | null {
  const wanted = new Set(names);
  const chosen: Statement[] = [];
  for (const statement of [...module.body].reverse()) {
    const isFunction =
      statement.type === "FunctionDef" && (statement.name === "upgrade" || statement.name === "downgrade");
    const bound = [...namesBoundBy(statement).keys()];
    if (isFunction || !bound.some((it) => wanted.has(it))) continue;
    if (bound.some((it) => ofTheHeader.has(it))) return null;
    chosen.unshift(statement);
    for (const name of namesIn(statement).keys()) wanted.add(name);
  }
  const imports: string[] = [];
  const statements: string[] = [];
  for (const it of chosen) {
    if (it.type === "Import" || it.type === "ImportFrom") imports.push(...importLines(it, wanted));
    else statements.push(textOf(module, it));
  }
  return { imports, statements };
}

function textOf({ text }: PyModule, statement: Statement): string {
  const decorators = statement.type === "FunctionDef" || statement.type === "ClassDef" ? statement.decorators : [];
  const start = Math.min(statement.span.start, ...decorators.map((it) => text.lastIndexOf("@", it.span.start)));
  return text.slice(start, statement.span.end).trimEnd();
}

function importLines(
  statement: Extract<Statement, { readonly type: "Import" | "ImportFrom" }>,
  wanted: ReadonlySet<string>,
): readonly string[] {
  const names = statement.names.filter(({ name, asName }) => wanted.has(asName ?? name.split(".")[0] ?? name));
  const alias = ({ name, asName }: (typeof names)[number]): string => (asName === null ? name : `${name} as ${asName}`);
  if (statement.type === "Import") return names.map((it) => `import ${alias(it)}`);
  const from = `${".".repeat(statement.level)}${statement.module ?? ""}`;
  return names.map((it) => `from ${from} import ${alias(it)}`);
}
