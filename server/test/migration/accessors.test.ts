import { describe, expect, test } from "vitest";
import { columnOf } from "../../src/migration/column-call.ts";
import { constraintOf } from "../../src/migration/constraint-call.ts";
import { nameArgument } from "../../src/migration/name-argument.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import { sqlText } from "../../src/migration/sql-argument.ts";
import { tableOf } from "../../src/migration/table-call.ts";
import type { PyValue } from "../../src/python/value.ts";
import { dumpSymbolic, dumpValue } from "../harness/dump-operations.ts";

const imports = `from alembic import op
import sqlalchemy as sa
from sqlalchemy import Column, Integer
from sqlalchemy.dialects import postgresql
from unknown_place import X, XS
`;

/** The value of an expression in a migration. */
function value(expression: string, before = ""): PyValue {
  const file = readMigration("a.py", `${imports}${before}\ndef upgrade():\n    op.take(${expression})\n`);
  const found = file.upgrade.operations[0]?.args.get("0")?.value;
  if (found === undefined) throw new Error("no argument");
  return found;
}

describe("columns", () => {
  const column = (expression: string, before = "") => {
    const found = columnOf(value(expression, before));
    if (found === undefined) return undefined;
    const flag = (it: typeof found.nullable) => (it === null ? null : it.known ? it.value : it.why.reason);
    return {
      name: found.name.known ? found.name.value : `? ${found.name.why.reason}`,
      type: found.type === null ? null : dumpValue(found.type),
      nullable: flag(found.nullable),
      primaryKey: flag(found.primaryKey),
    };
  };

  test.each([
    [`sa.Column("a", sa.Integer(), nullable=False)`, "a", "Integer()", false],
    [`Column("a", Integer)`, "a", "Integer", null],
    [`sa.Column(name="a", type_=sa.Text())`, "a", "Text()", null],
    [`sa.Column(sa.Text(), name="a")`, "a", "Text()", null],
    [`sa.Column("a", sa.ForeignKey("t.id"))`, "a", null, null],
    [`sa.Column("a")`, "a", null, null],
    [`sa.Column(op.f("a"), sa.Text())`, "a", "Text()", null],
    [`sa.Column(None, sa.Text(), name="a")`, "a", "Text()", null],
    [`sa.Column("a", X())`, "a", "<call: ", null],
    [`sa.Column("a", sa.Text(), nullable=X)`, "a", "Text()", "import"],
    [`sa.Column("a", sa.Text(), **XS)`, "a", "Text()", "import"],
    [`sa.Column(X, sa.Text())`, "? import", "Text()", null],
    [`sa.Column(sa.Text())`, "? syntax", "Text()", null],
  ])("%s", (expression, name, type, nullable) => {
    const found = column(expression);
    expect({ name: found?.name, nullable: found?.nullable }).toEqual({ name, nullable });
    if (type === null) expect(found?.type).toBeNull();
    else expect(found?.type?.startsWith(type)).toBe(true);
  });

  test("a type of the project", () => {
    const before = "class Email(sa.types.TypeDecorator):\n    impl = sa.Text\n";
    expect(column(`sa.Column("a", Email())`, before)).toMatchObject({ name: "a", type: "<Email>" });
    expect(column(`sa.Column("a", Email)`, before)).toMatchObject({ name: "a", type: "<class Email>" });
  });

  test("items and keywords", () => {
    const found = columnOf(
      value(
        `sa.Column("a", sa.Integer(), sa.ForeignKey("t.id"), sa.CheckConstraint("a > 0"), sa.Identity(always=True), X, server_default=sa.text("1"), unique=True, index=None)`,
      ),
    );
    expect(found?.foreignKeys.map(dumpSymbolic)).toEqual([`ForeignKey("t.id")`]);
    expect(found?.checks.map(dumpSymbolic)).toEqual([`CheckConstraint("a > 0")`]);
    expect(found?.identity && dumpSymbolic(found.identity)).toBe("Identity(always=True)");
    expect(found?.computed).toBeNull();
    expect(found?.otherItems).toHaveLength(1);
    expect(found?.serverDefault && dumpValue(found.serverDefault.value)).toBe(`text("1")`);
    expect(found?.unique).toMatchObject({ known: true, value: true });
    expect(found?.index).toMatchObject({ known: true, value: false });
    expect([...(found?.keywords.keys() ?? [])]).toEqual(["server_default", "unique", "index"]);
  });

  test("other values are no columns", () => {
    expect(columnOf(value("X"))).toBeUndefined();
    expect(columnOf(value(`sa.Index("i")`))).toBeUndefined();
  });
});

describe("constraints", () => {
  test.each([
    [`sa.PrimaryKeyConstraint("a", "b", name="pk")`, "primaryKey", "pk", ["a", "b"], []],
    [`sa.UniqueConstraint("a", name=op.f("uq"))`, "unique", "uq", ["a"], []],
    [`sa.ForeignKeyConstraint(["a"], ["t.id"], "fk", ondelete="CASCADE")`, "foreignKey", "fk", ["a"], ["t.id"]],
    [`sa.ForeignKey("t.id", name="fk")`, "foreignKey", "fk", [], ["t.id"]],
    [`sa.CheckConstraint("a > 0", "ck")`, "check", "ck", [], []],
    [`sa.Index("ix", "a", unique=True)`, "index", "ix", ["a"], []],
    [`sa.schema.UniqueConstraint("a")`, "unique", null, ["a"], []],
    [`postgresql.ExcludeConstraint(("a", "="), name="ex")`, "exclude", "ex", [`("a", "=")`], []],
  ])("%s", (expression, kind, name, columns, references) => {
    const found = constraintOf(value(expression));
    expect(found?.kind).toBe(kind);
    expect(found?.name?.name.known === true ? found.name.name.value : null).toBe(name);
    const plain = (it: PyValue) => (it.type === "str" ? it.value : dumpValue(it));
    expect(found?.columns?.map(plain)).toEqual(columns);
    expect(found?.references?.map(plain)).toEqual(references);
  });

  test("unknown columns are not an empty list", () => {
    expect(constraintOf(value("sa.UniqueConstraint(*XS)"))?.columns).toBeNull();
    expect(constraintOf(value(`sa.ForeignKeyConstraint(XS, ["t.id"])`))?.columns).toBeNull();
    expect(constraintOf(value("X"))).toBeUndefined();
  });

  test("conditions and options", () => {
    const found = constraintOf(value(`sa.CheckConstraint("a > 0", deferrable=True)`));
    expect(found?.condition && dumpValue(found.condition)).toBe(`"a > 0"`);
    expect([...(found?.options.keys() ?? [])]).toEqual(["deferrable"]);
  });
});

describe("names, SQL, tables", () => {
  test.each([
    [`"a"`, "a", false],
    [`op.f("a")`, "a", true],
    [`op.f("a" + "b")`, "ab", true],
    [`sa.schema.conv("a")`, "a", true],
    [`sa.sql.elements.quoted_name("a", quote=True)`, "a", false],
  ])("the name in %s", (expression, name, final) => {
    expect(nameArgument(value(expression))).toMatchObject({ name: { known: true, value: name }, final, isNone: false });
  });

  test("no name, and names that are not known", () => {
    expect(nameArgument(value("None"))).toMatchObject({ name: { known: false }, isNone: true });
    expect(nameArgument(value("op.f(X)"))).toMatchObject({
      name: { known: false, why: { reason: "import" } },
      final: true,
    });
    expect(nameArgument(value("3"))).toMatchObject({ name: { known: false, why: { reason: "unsupported" } } });
  });

  test.each([
    [`"a"`, "a", "string"],
    [`sa.text("a")`, "a", "text"],
    [`sa.sql.expression.text("a" "b")`, "ab", "text"],
    [`sa.text("a").bindparams(x=1)`, "a", "text"],
    [`sa.text("a").execution_options(x=1)`, "a", "text"],
    [`sa.DDL("a")`, "a", "ddl"],
  ])("the SQL in %s", (expression, text, form) => {
    const found = sqlText(value(expression));
    expect(found?.text).toMatchObject({ known: true, value: text });
    expect(found?.form).toBe(form);
    expect(found?.pieces.length).toBeGreaterThan(0);
  });

  test("SQL that is not known, and what is no text", () => {
    expect(sqlText(value("sa.text(X)"))?.text).toMatchObject({ known: false, why: { reason: "import" } });
    expect(sqlText(value("X"))?.text.known).toBe(false);
    expect(sqlText(value(`sa.table("t").insert()`))).toBeUndefined();
    expect(sqlText(value("None"))).toBeUndefined();
    expect(sqlText(value(`sa.text("a").bindparams(x=1, y=2)`))?.bindParameters.map((it) => it.name)).toEqual([
      "x",
      "y",
    ]);
  });

  test("the place of SQL in the file", () => {
    const file = readMigration("a.py", `${imports}\ndef upgrade():\n    op.execute(sa.text("SELECT 1"))\n`);
    const found = sqlText(file.upgrade.operations[0]?.args.get("sqltext")?.value);
    const at = found?.pieces[0]?.span;
    expect(file.module.text.slice(at?.start, at?.end)).toBe("SELECT 1");
  });

  test("tables", () => {
    const found = tableOf(value(`sa.table("t", sa.column("a"), schema="s")`));
    expect(found?.name).toMatchObject({ value: "t" });
    expect(found?.schema).toMatchObject({ value: "s" });
    expect(found?.items.map(dumpValue)).toEqual([`column("a")`]);
    expect(found?.open).toBeNull();
    expect(tableOf(value(`sa.Table("t", sa.MetaData(), autoload_with=op.get_bind())`))?.open?.reason).toBe("query");
    expect(tableOf(value(`sa.Table("t", sa.MetaData(), *XS)`))?.open?.reason).toBe("import");
  });
});
