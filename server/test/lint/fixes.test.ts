import { describe, expect, test } from "vitest";
import type { Span } from "../../src/base/span.ts";
import { applyEdits } from "../../src/base/text-edit.ts";
import { constraintName } from "../../src/lint/fixes/constraint-name.ts";
import { defaultForType } from "../../src/lint/fixes/default-for-type.ts";
import { ensureImported, importedAs } from "../../src/lint/fixes/imported-as.ts";
import { insertArgument } from "../../src/lint/fixes/insert-argument.ts";
import { pythonString } from "../../src/lint/fixes/python-text.ts";
import { removeArgument } from "../../src/lint/fixes/remove-argument.ts";
import { insideString, stringAt } from "../../src/lint/fixes/string-at.ts";
import { parseModule } from "../../src/python/parse.ts";

function argumentsOf(text: string): Span {
  return { start: text.indexOf("("), end: text.lastIndexOf(")") + 1 };
}

describe("insertArgument", () => {
  test.each([
    ["f()", "f(x=1)"],
    ["f(a)", "f(a, x=1)"],
    ["f(a, )", "f(a, x=1, )"],
    ["f(\n    a,\n    b,\n)", "f(\n    a,\n    b,\n    x=1,\n)"],
    ["f(\n    a,\n    b\n)", "f(\n    a,\n    b,\n    x=1\n)"],
    [
      "f(\n    a,  # first\n    b,  # last\n    # end\n)",
      "f(\n    a,  # first\n    b,\n    x=1,  # last\n    # end\n)",
    ],
    ["f(a,\n  b)", "f(a,\n  b, x=1)"],
    ["f(  # why\n    a,\n)", "f(  # why\n    a,\n    x=1,\n)"],
  ])("%j", (before, after) => {
    const edit = insertArgument(parseModule(before), "m.py", argumentsOf(before), "x=1");
    expect(edit === null ? null : applyEdits(before, [edit])).toBe(after);
  });

  test("behind an argument that keywords follow", () => {
    const text = 'f(\n    a,\n    schema="s",\n)';
    const edit = insertArgument(parseModule(text), "m.py", argumentsOf(text), "b", text.indexOf("a") + 1);
    expect(edit === null ? null : applyEdits(text, [edit])).toBe('f(\n    a,\n    b,\n    schema="s",\n)');
  });

  test("not into a call that is not closed", () => {
    expect(insertArgument(parseModule("f(a"), "m.py", { start: 1, end: 3 }, "x=1")).toBeNull();
  });
});

test.each([
  ["f(a, x=1)", "f(a)"],
  ["f(a, x=1, b=2)", "f(a, b=2)"],
  ["f(x=1, b=2)", "f(b=2)"],
  ["f(x=1)", "f()"],
  ["f(\n    a,\n    x=1,\n    b=2,\n)", "f(\n    a,\n    b=2,\n)"],
])("removeArgument from %j", (before, after) => {
  const start = before.indexOf("x=1");
  const edit = removeArgument(parseModule(before), "m.py", { start, end: start + 3 });
  expect(applyEdits(before, [edit])).toBe(after);
});

describe("importedAs", () => {
  test.each([
    ["import sqlalchemy as sa", "sqlalchemy.text", "sa.text"],
    ["import sqlalchemy", "sqlalchemy.text", "sqlalchemy.text"],
    ["from sqlalchemy import text", "sqlalchemy.text", "text"],
    ["from sqlalchemy import text as t\nimport sqlalchemy as sa", "sqlalchemy.text", "t"],
    ["from alembic import op", "alembic.op", "op"],
    ["from alembic import op as migrate", "alembic.op", "migrate"],
    ["import alembic.op", "alembic.op", "alembic.op"],
    ["from sqlalchemy.dialects import postgresql", "sqlalchemy.dialects.postgresql.JSONB", "postgresql.JSONB"],
    ["from sqlalchemy import Column", "sqlalchemy.text", null],
    ["from . import op", "alembic.op", null],
  ])("%j has %s as %s", (text, path, expected) => {
    expect(importedAs(parseModule(text), path)).toBe(expected);
  });

  test("a missing import is added behind the others", () => {
    const text = '"""Doc."""\nfrom alembic import op\n\nx = 1\n';
    const { expression, edits } = ensureImported(parseModule(text), "m.py", "sqlalchemy", "sa");
    expect(expression).toBe("sa");
    expect(applyEdits(text, edits)).toBe('"""Doc."""\nfrom alembic import op\nimport sqlalchemy as sa\n\nx = 1\n');
  });
});

describe("text inside a string literal", () => {
  test.each([
    ['f("SELECT 1")', "'a'", "'a'"],
    ["f('SELECT 1')", "'a'", "\\'a\\'"],
    ["f(r'SELECT 1')", "'a'", null],
    ["f('''SELECT 1''')", "'a'", "'a'"],
    ['f(f"SELECT 1")', "'{}'", "'{{}}'"],
    ['f("SELECT 1")', "'\\x'", "'\\\\x'"],
    ["f('a' \"SELECT 1\")", "'a'", "'a'"],
  ])("%s takes %s", (text, inserted, expected) => {
    const at = text.indexOf("SELECT");
    const literal = stringAt(parseModule(text), { start: at, end: at + 8 });
    expect(literal === null ? "no literal" : insideString(inserted, literal)).toBe(expected);
  });

  test("a place outside of strings has none", () => {
    expect(stringAt(parseModule('f("a", b)'), { start: 7, end: 8 })).toBeNull();
  });
});

test.each([
  ["VARCHAR(20)", "''"],
  ["character varying", "''"],
  ["NUMERIC(10, 2)", "0"],
  ["double precision", "0"],
  ["TIMESTAMP WITH TIME ZONE", "now()"],
  ["timestamp(3) without time zone", "now()"],
  ["integer[]", "'{}'"],
  ["JSONB", "'{}'::jsonb"],
  ["mood", null],
  ["inet", null],
])("the default for %s is %s", (type, expected) => {
  expect(defaultForType(type, null)).toBe(expected);
});

test("gen_random_uuid() is not built in before PostgreSQL 13", () => {
  expect(defaultForType("UUID", 12)).toBeNull();
  expect(defaultForType("UUID", 13)).toBe("gen_random_uuid()");
});

describe("constraintName", () => {
  const base = { table: "orders", columns: ["user_id"], referredTable: null, expression: null } as const;

  test.each([
    [{ ...base, type: "unique" as const }, "uq_orders_user_id"],
    [{ ...base, type: "unique" as const, columns: ["a", "b"] }, "uq_orders_a_b"],
    [{ ...base, type: "foreignKey" as const, referredTable: "users" }, "fk_orders_user_id_users"],
    [{ ...base, type: "primaryKey" as const }, "pk_orders"],
    [{ ...base, type: "check" as const, columns: [], expression: "total >= 0" }, "ck_orders_total"],
    [{ ...base, type: "check" as const, columns: [], expression: "length(name) > 3 AND 'x' <> y" }, "ck_orders_name"],
    [{ ...base, type: "check" as const, columns: [], expression: null }, "ck_orders_check"],
    [{ ...base, type: "exclude" as const }, "ex_orders_user_id"],
  ])("%j is %s", (constraint, expected) => {
    expect(constraintName(constraint)).toBe(expected);
  });

  test("a name has at most 63 bytes, and different long names stay different", () => {
    const long = (column: string) => constraintName({ ...base, type: "unique", columns: ["ä".repeat(40), column] });
    expect(new TextEncoder().encode(long("a")).length).toBeLessThanOrEqual(63);
    expect(long("a")).not.toBe(long("b"));
  });
});

test.each([
  ["a", '"', '"a"'],
  ["it's", "'", '"it\'s"'],
  [`'"`, '"', `"'\\""`],
  ["a\\b\n", '"', '"a\\\\b\\n"'],
] as const)("%j with %s is %s", (value, quote, expected) => {
  expect(pythonString(value, quote)).toBe(expected);
});
