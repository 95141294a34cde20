import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { sqlTokens } from "../../postgres/sql-tokens.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { insertBefore } from "../fixes/insert-before.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import type { RuleContext } from "../rule.ts";

export const missingExtension = defineRule({
  id: "missing-extension",
  since: "0.2.0",
  group: "tables",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A function, type or operator class of an extension that no revision creates: a new database has none",
    why: md`
      On the databases that there are somebody installed the extension by hand. On a new one, of a colleague or in the pipeline, the migration fails: \`function uuid_generate_v4() does not exist\`, \`type "citext" does not exist\`.
    `,
    instead: md`
      \`op.execute("CREATE EXTENSION IF NOT EXISTS …")\` in the revision that needs it first. For \`uuid_generate_v4()\` PostgreSQL 13 has \`gen_random_uuid()\` of its own.
    `,
    limits: md`
      Known are the functions, types and operator classes of citext, hstore, ltree, pg_trgm, pgcrypto, postgis, unaccent, uuid-ossp and vector that are used most. The first use in a revision is told, not where an earlier table has such a column or default already. Whether a script or a template database brings the extension is not known here.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/contrib.html",
      "https://www.postgresql.org/docs/current/sql-createextension.html",
    ],
    examples: [
      {
        title: "A default of an extension",
        before: py`
          def upgrade():
              op.create_table("teams", sa.Column("id", sa.BigInteger(), primary_key=True))
        `,
        bad: py`
          def upgrade():
              op.create_table(
            # ^^^^^^^^^^^^^^^ information?[missing-extension] +fix: Uses uuid_generate_v4 of the extension uuid-ossp, which no revision creates.
                  "users",
                  sa.Column("id", sa.UUID(), server_default=sa.text("uuid_generate_v4()"), primary_key=True),
              )
        `,
        good: py`
          def upgrade():
              op.create_table(
                  "users",
                  sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), primary_key=True),
              )


          def downgrade():
              op.drop_table("users")
        `,
      },
    ],
  },
  file(ctx) {
    const told = new Set<string>();
    for (const statement of ctx.statements) {
      const { operation } = statement;
      if (operation === null || operation.site.file !== null) continue;
      for (const { extension, word } of usedIn(statement, ctx)) {
        if (told.has(extension)) continue;
        told.add(extension);
        const state = ctx.schemaAt(statement);
        if (state === null || isThere(state, extension, word)) continue;
        ctx.report({
          at: operation.site.callee,
          what: `Uses ${word} of the extension ${extension}, which no revision creates.`,
          why: "Where nobody has installed it, on a new database, the statement fails. Create the extension with IF NOT EXISTS in the revision that needs it first.",
          doubt: "a script or a template database may bring it.",
          fixes: () => createBefore(extension, operation, ctx),
        });
      }
    }
  },
});

/** Words that mean something of an extension when they are called, are a type, or are an operator class. */
const functions: ReadonlyMap<string, string> = new Map([
  ...["uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v3", "uuid_generate_v4", "uuid_generate_v5"].map(
    (it) => [it, "uuid-ossp"] as const,
  ),
  ...["gen_salt", "gen_random_bytes", "pgp_sym_encrypt", "pgp_sym_decrypt"].map((it) => [it, "pgcrypto"] as const),
  ...["word_similarity", "gin_trgm_ops", "gist_trgm_ops"].map((it) => [it, "pg_trgm"] as const),
  ["unaccent", "unaccent"],
  ...["st_makepoint", "st_setsrid", "st_geomfromtext", "st_transform", "addgeometrycolumn"].map(
    (it) => [it, "postgis"] as const,
  ),
]);
const types: ReadonlyMap<string, string> = new Map([
  ["citext", "citext"],
  ["hstore", "hstore"],
  ["ltree", "ltree"],
  ["geometry", "postgis"],
  ["geography", "postgis"],
  ["vector", "vector"],
]);

interface Use {
  readonly extension: string;
  readonly word: string;
}

function usedIn(statement: Statement, { file }: RuleContext): readonly Use[] {
  const uses = statement.actions.flatMap(usesOf);
  // Operator classes of op.create_index are written in Python only.
  const classes = statement.operation?.kw.get("postgresql_ops");
  if (classes === undefined) return uses;
  return [...uses, ...wordsOf(file.module.text.slice(classes.span.start, classes.span.end), functions)];
}

function usesOf(action: Action): readonly Use[] {
  const called = (action.locking?.functions ?? []).flatMap((it) => lookUp(it.split(".").at(-1) ?? it, functions));
  switch (action.kind) {
    case "createTable":
      return [...called, ...action.columns.flatMap((it) => [...typeUse(it.type), ...textUse(it.default)])];
    case "addColumn":
      return [...called, ...typeUse(action.column.type), ...textUse(action.column.default)];
    case "alterColumnType":
      return [...called, ...typeUse(action.type)];
    case "setDefault":
      return [...called, ...textUse(action.default)];
    case "createIndex":
      return [...called, ...(action.detail?.elements ?? []).flatMap((it) => wordsOf(it.text, functions))];
    case "createFunction":
      return [];
    default:
      return called;
  }
}

function typeUse(type: { readonly known: boolean; readonly value?: string }): readonly Use[] {
  const [word] = type.known ? sqlTokens(type.value ?? "").filter((it) => it.kind === "name") : [];
  return word === undefined ? [] : lookUp(word.value, types);
}

function textUse(text: { readonly known: boolean; readonly value?: string } | null): readonly Use[] {
  return text?.known === true ? wordsOf(text.value ?? "", functions) : [];
}

function wordsOf(text: string, words: ReadonlyMap<string, string>): readonly Use[] {
  const found = sqlTokens(text).flatMap((it) => lookUp(it.kind === "string" ? it.text.slice(1, -1) : it.value, words));
  return found;
}

function lookUp(word: string, words: ReadonlyMap<string, string>): readonly Use[] {
  const extension = words.get(word.toLowerCase());
  return extension === undefined ? [] : [{ extension, word: word.toLowerCase() }];
}

/** Created by a revision, or a type or function of the name is, or an earlier table has needed it already. */
function isThere(state: SchemaState, extension: string, word: string): boolean {
  if (state.extensions.has(extension)) return true;
  if (state.gaps.some((it) => it.touches.kind === "anything")) return true;
  const isNamed = (key: string): boolean => JSON.parse(key)[1] === word;
  for (const [key] of state.types.entries()) if (isNamed(key)) return true;
  for (const [key] of state.functions.entries()) if (isNamed(key)) return true;
  for (const [, table] of state.tables.entries()) {
    const texts = table.columns.flatMap((it) => [it.type, it.default]);
    const indexes = table.indexes.flatMap((it) => it.elements.map((one) => one.text));
    if (
      [...texts, ...indexes].some(
        (it) => it !== null && it.form !== "unknown" && sqlTokens(it.text).some((one) => one.value === word),
      )
    )
      return true;
  }
  return false;
}

function createBefore(
  extension: string,
  operation: NonNullable<Statement["operation"]>,
  { file }: RuleContext,
): readonly Fix[] {
  const op = importedAs(file.module, "alembic.op");
  if (op === null) return [];
  const quote = quoteAt(file.module.text, operation.site.argumentsSpan.start);
  const sql = `CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(extension)}`;
  const edit = insertBefore(file, operation, [`${op}.execute(${pythonString(sql, quote)})`]);
  return edit === null
    ? []
    : [{ title: `Create the extension ${extension} before`, applicability: "suggested", edits: [edit] }];
}
