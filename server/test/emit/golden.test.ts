import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { known, type Static } from "../../src/base/static.ts";
import { withoutBinds } from "../../src/emit/sql-text.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { Action, ColumnDefinition } from "../../src/postgres/action.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { sqlToActions } from "../../src/postgres/sql-to-actions.ts";
import type { AnalysisConfig } from "../../src/project/project-config.ts";
import { describeAction } from "../postgres/describe-action.ts";
import { emitPython, plainConfig } from "./emit-python.ts";

/*
 * test-fixtures/emit/golden.jsonl holds migrations and what the real Alembic printed for them. The actions that we read from the
 * Python must be those that PostgreSQL's parser finds in Alembic's SQL: two ways to the same vocabulary.
 */
interface GoldenCase {
  readonly id: string;
  readonly tags: readonly string[];
  readonly python: string;
  readonly body: string;
  readonly error?: string;
  readonly env_target_metadata?: string;
  readonly variants?: Readonly<Record<string, { readonly body: string; readonly error?: string }>>;
}

const fixture = new URL("../../../test-fixtures/emit/golden.jsonl", import.meta.url);
const cases = readFileSync(fixture, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as GoldenCase);

/** Cases of which the printed SQL is not what an online run sends, or not SQL at all. */
const onlyPrinted: ReadonlyMap<string, string> = new Map([
  ["index.expressions", "ix7 is a syntax error, and so are its actions"],
  ["batch.copy_from_always", "batch mode builds the table anew: told as an unknown change of the table"],
]);

const versions = { "1.19.2/SA2.0.54": "2.0", "1.20.0/SA2.1.1": "2.1" } as const;

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const runs = cases.flatMap((it) => {
  const first = { id: it.id, it, sqlalchemy: "1.4" as const, body: it.body, error: it.error };
  const more = Object.entries(versions).flatMap(([name, sqlalchemy]) => {
    const variant = it.variants?.[name];
    const { body, error } = variant ?? it;
    return [{ id: `${it.id} (SQLAlchemy ${sqlalchemy})`, it, sqlalchemy, body, error }];
  });
  return [first, ...more].filter((run) => run.error === undefined && !onlyPrinted.has(run.it.id));
});

describe("the actions of a migration are those of the SQL that Alembic prints", () => {
  test.for(runs.map((run) => [run.id, run] as const))("%s", ([, run]) => {
    const config: AnalysisConfig = {
      ...plainConfig,
      alembic: run.sqlalchemy === "1.4" ? "1.8.1" : run.sqlalchemy === "2.0" ? "1.19.2" : "1.20.0",
      sqlalchemy: run.sqlalchemy,
      namingConvention: conventionOf(run.it.env_target_metadata),
    };
    const { statements } = emitPython(run.it.python, parser, config);
    const emitted = statements.flatMap((it) => it.actions);
    const source = withoutBinds({ text: asSentOnline(run), pieces: [], span: { start: 0, end: 0 } });
    const printed = sqlToActions(source, parser).flatMap((it) => it.actions);
    expect(comparable(emitted, run.it)).toEqual(comparable(printed, run.it));
  });
});

/**
 * Without a connection SQLAlchemy doubles percent signs for some drivers, and backslashes up to 2.0; PostgreSQL gets neither. Transactions are
 * facts of the operation, not actions.
 */
function asSentOnline(run: (typeof runs)[number]): string {
  const { id } = run.it;
  const text = run.body.replaceAll(/^(?:BEGIN|COMMIT);$/gm, "");
  // The casts of bound values are added when the statement is compiled for a driver.
  if (id === "execute.no_literal_binds") return text.replaceAll("::VARCHAR", "");
  if (id === "defaults.percent_pyformat") return text.replaceAll("%%", "%");
  if (id === "defaults.backslash" && run.sqlalchemy !== "2.1") return text.replaceAll("\\\\", "\\");
  return text;
}

/** The dictionary of `naming_convention={…}` is JSON but for a trailing comma. */
function conventionOf(metadata: string | undefined): AnalysisConfig["namingConvention"] {
  const dictionary = /naming_convention=(\{[\s\S]*\})\)/.exec(metadata ?? "")?.[1];
  return dictionary === undefined ? { kind: "none" } : { kind: "known", templates: JSON.parse(dictionary) };
}

function comparable(actions: readonly Action[], it: GoldenCase): readonly string[] {
  const lines = actions.map((action) => describeAction(normalised(action)));
  // Each row of bulk_insert is a statement of its own in the printed SQL.
  const distinct = lines.filter((line, index) => !line.startsWith("insert ") || line !== lines[index - 1]);
  return it.tags.includes("unordered") ? distinct.sort() : distinct;
}

/** What only the reading of SQL text tells. */
const onlyInText: ReadonlySet<string> = new Set(["calls", "identity"]);

function normalised(given: Action): Action {
  const action = Object.fromEntries(Object.entries(given).filter(([key]) => !onlyInText.has(key))) as unknown as Action;
  switch (action.kind) {
    case "createTable":
      return { ...action, columns: action.columns.map(normalColumn) };
    case "addColumn":
      return { ...action, column: normalColumn(action.column) };
    case "alterColumnType":
      return { ...action, type: typeAsParsed(action.type) };
    case "createDomain":
      return { ...action, base: typeAsParsed(action.base) };
    case "update":
      // SQLAlchemy prints the columns in the order of the table.
      return { ...action, columns: [...action.columns].sort((a, b) => (text(a) < text(b) ? -1 : 1)) };
    case "dropType":
      // Offline, checkfirst prints nothing.
      return { ...action, ifExists: false };
    case "dropIndex":
      // The SQL does not name the table.
      return { ...action, table: null };
    default:
      return action;
  }
}

function text(name: Static<string>): string {
  return name.known ? name.value : "";
}

/** Nothing written and NULL are the same; types are compared as PostgreSQL reads them (DECIMAL is NUMERIC). */
function normalColumn(column: ColumnDefinition): ColumnDefinition {
  const nullable = column.nullable?.known === true && column.nullable.value ? null : column.nullable;
  return { ...column, nullable, type: typeAsParsed(column.type) };
}

function typeAsParsed(type: Static<string>): Static<string> {
  if (!type.known) return type;
  const sql = `ALTER TABLE t ALTER c TYPE ${type.value}`;
  const [first] = sqlToActions({ text: sql, pieces: [], span: type.span }, parser).flatMap((it) => it.actions);
  return first?.kind === "alterColumnType" && first.type.known ? known(first.type.value, type.span) : type;
}
