import { expect, test } from "vitest";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { DataDetail } from "../../src/postgres/data-detail.ts";
import { sqlToActions } from "../../src/postgres/sql-to-actions.ts";
import { defaultAnalysisConfig } from "../../src/project/default-analysis-config.ts";
import { emitPython } from "./emit-python.ts";

const parser = await loadSqlParser();
const tables = 't = sa.table("t", sa.column("a"), sa.column("b"), sa.column("id"))';

/** The same statement built with SQLAlchemy and as SQL text chooses its rows in the same way. */
const cases: readonly (readonly [python: string, sql: string])[] = [
  ["t.update().values(a=1)", "UPDATE t SET a = 1"],
  ["sa.update(t).values(a=1).where(t.c.id == 5)", "UPDATE t SET a = 1 WHERE id = 5"],
  ["sa.update(t).where(t.c.a.is_(None)).values(a=1)", "UPDATE t SET a = 1 WHERE a IS NULL"],
  ["sa.update(t).where(t.c.a == None).values(a=1)", "UPDATE t SET a = 1 WHERE a IS NULL"],
  ["t.delete().where(t.c.id.in_([1, 2]))", "DELETE FROM t WHERE id IN (1, 2)"],
  ["t.delete().where(sa.and_(t.c.id >= 1, t.c.id < 9))", "DELETE FROM t WHERE id >= 1 AND id < 9"],
  ["t.delete().where((t.c.id >= 1) & (t.c.b == sa.bindparam('b')))", "DELETE FROM t WHERE id >= 1 AND b = $1"],
  ["t.delete().where((t.c.id == 1) | (t.c.b == 2))", "DELETE FROM t WHERE id = 1 OR b = 2"],
  ["t.delete().where(t.c.a == t.c.b)", "DELETE FROM t WHERE a = b"],
  ["sa.delete(t).where(t.c['id'].between(1, 2))", "DELETE FROM t WHERE id BETWEEN 1 AND 2"],
  ["sa.select(t.c.a)", "SELECT a FROM t"],
  ["sa.select(sa.func.count()).select_from(t)", "SELECT count(*) FROM t"],
  [
    "sa.select(t.c.a).where(t.c.b > 1).order_by(t.c.a).limit(5).offset(3)",
    "SELECT a FROM t WHERE b > 1 ORDER BY a LIMIT 5 OFFSET 3",
  ],
  ["sa.select(t.c.a).distinct()", "SELECT DISTINCT a FROM t"],
  [
    "sa.delete(t).where(t.c.id.in_(sa.select(t.c.id).limit(10)))",
    "DELETE FROM t WHERE id IN (SELECT id FROM t LIMIT 10)",
  ],
  ["t.insert().values(a=1, b=None)", "INSERT INTO t (a, b) VALUES (1, NULL)"],
  ["t.insert().values([{'a': 1}, {'a': 2}])", "INSERT INTO t (a) VALUES (1), (2)"],
  ["t.insert().from_select(['a'], sa.select(t.c.b))", "INSERT INTO t (a) SELECT b FROM t"],
];

test.each(cases)("%s", (python, sql) => {
  const { statements } = emitPython(`${tables}\nop.execute(${python})`, parser, defaultAnalysisConfig);
  const emitted = statements.flatMap((it) => it.actions).flatMap((it) => ("data" in it ? (it.data ?? []) : []));
  const printed = sqlToActions({ text: sql, pieces: [], span: { start: 0, end: sql.length } }, parser)
    .flatMap((it) => it.actions)
    .flatMap((it) => ("data" in it ? (it.data ?? []) : []));
  expect(emitted.map(comparable)).toEqual(printed.map(comparable));
  expect(printed).toHaveLength(1);
});

/** SQLAlchemy does not tell how many values a row has, and the columns of `from_select` are not read. */
function comparable({ named, ...rest }: DataDetail): unknown {
  const columns = rest.fromQuery || named === null ? null : [named.columns, named.defaulted];
  return { ...rest, columns };
}
