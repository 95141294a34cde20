import { beforeAll, describe, expect, test } from "vitest";
import type { Span } from "../../src/base/span.ts";
import type { Statement } from "../../src/emit/statement.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import type { AnalysisConfig } from "../../src/project/project-config.ts";
import { describeAction } from "../postgres/describe-action.ts";
import { emitPython, plainConfig } from "./emit-python.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

function actions(body: string, config?: AnalysisConfig): readonly string[] {
  return emitPython(body, parser, config).statements.flatMap((it) => it.actions.map(describeAction));
}

describe("places", () => {
  /** Each statement as its place in the file and the kinds of its actions with theirs. */
  function places(body: string): readonly string[] {
    const { text, statements } = emitPython(body, parser);
    const at = (span: Span): string => text.slice(span.start, span.end);
    return statements.map((it) => `${at(it.span)} -> ${it.actions.map((a) => `${a.kind} ${at(a.span)}`).join(", ")}`);
  }

  test("what an argument adds has the place of the argument", () => {
    expect(
      places('op.add_column("t", sa.Column("a", sa.Integer, sa.ForeignKey("o.id"), unique=True, comment="x"))'),
    ).toEqual([
      'op.add_column("t", sa.Column("a", sa.Integer, sa.ForeignKey("o.id"), unique=True, comment="x")) -> addColumn ' +
        'op.add_column("t", sa.Column("a", sa.Integer, sa.ForeignKey("o.id"), unique=True, comment="x"))',
      'sa.ForeignKey("o.id") -> addConstraint sa.ForeignKey("o.id")',
      "unique=True -> addConstraint unique=True",
      '"x" -> comment "x"',
    ]);
  });

  test("each change of alter_column has the place of its keyword", () => {
    expect(places('op.alter_column("t", "a", nullable=False, type_=sa.Text, new_column_name="b")')).toEqual([
      "type_=sa.Text -> alterColumnType type_=sa.Text",
      "nullable=False -> setNotNull nullable=False",
      'new_column_name="b" -> renameColumn new_column_name="b"',
    ]);
  });

  test("SQL has the place of its text, through bind markers and escapes", () => {
    expect(places(String.raw`op.execute("UPDATE t SET a = :long_name, b = 'é\:x';\n DROP TABLE u")`)).toEqual([
      String.raw`UPDATE t SET a = :long_name, b = 'é\:x' -> update UPDATE t SET a = :long_name, b = 'é\:x'`,
      "DROP TABLE u -> dropTable DROP TABLE u",
    ]);
  });

  test("SQL that is put together from elsewhere has the part of it that stands in the call", () => {
    expect(places('for name in ["a", "b"]:\n    op.execute(f"DROP TABLE {name}_x")')).toEqual(
      Array(2).fill("DROP TABLE {name}_x -> dropTable DROP TABLE {name}_x"),
    );
  });
});

describe("what cannot be known is told, never left out", () => {
  const gaps = (statements: readonly Statement[]) => statements.map((it) => it.gap?.reason ?? null);

  test("unknown SQL may touch anything", () => {
    const { statements } = emitPython("import os\nop.execute(os.environ['SQL'])", parser);
    expect(statements.map((it) => it.actions.map((a) => a.kind === "unknown" && a.touches))).toEqual([[null]]);
    expect(gaps(statements)).toEqual(["input"]);
  });

  test("a gap of the body is a statement where it stands", () => {
    const { statements } = emitPython(
      'from project import thing\nop.drop_table("a")\nthing(op)\nop.drop_table("b")',
      parser,
    );
    expect(statements.map((it) => it.operation?.directive ?? null)).toEqual(["drop_table", null, "drop_table"]);
    expect(statements[1]?.actions.map((it) => it.kind)).toEqual(["unknown"]);
  });

  test.for([
    ["op.drop_table(name())", "dropTable table=?"],
    [
      'op.add_column("t", column())',
      "addColumn table=t column=[? ? ?NULL DEFAULT ? open={reason=call detail=result of column()}]",
    ],
    ['op.create_index("i", "t", columns())', "createIndex name=i table=t columns=(?)"],
    [
      'op.create_unique_constraint("u", "t", ["a", *more()])',
      "addConstraint table=t constraint=[unique name=u columns=(a, ?)]",
    ],
    ['op.alter_column("t", "a", nullable=maybe())', "unknown why={reason=call detail=result of maybe()} touches=(t)"],
    ['op.alter_column("t", "a", type_=kind())', "alterColumnType table=t column=a type=?"],
    ['op.alter_column("t", "a", server_default=value())', "setDefault table=t column=a default=?"],
    [
      'op.create_check_constraint("c", "t", condition())',
      "addConstraint table=t constraint=[check name=c expression=?]",
    ],
    ['op.frobnicate("t")', "unknown why={reason=call detail=what op.frobnicate does}"],
    ["op.invoke(thing())", "unknown why={reason=call detail=what op.invoke does}"],
    ['op.bulk_insert(table(), [{"a": 1}])', "insert tables=(?)"],
  ] as const)("%s", ([python, expected]) => {
    expect(
      actions(`from project import column, columns, condition, kind, maybe, more, name, table, thing, value\n${python}`)
        .map((it) => it.replace(/detail=(?:import of project\.(\w+)|result of (\w+)\(\))/, "detail=result of $1$2()"))
        .map((it) => it.replace("reason=import", "reason=call")),
    ).toEqual([expected]);
  });

  test("flags that are not known may add a constraint or an index", () => {
    expect(
      actions('from project import x\nop.add_column("t", sa.Column("a", sa.Text, unique=x, index=x))').map((it) =>
        it.replace(/ why=\{.*\}/, ""),
      ),
    ).toEqual(["addColumn table=t column=[a TEXT NULL]", "unknown touches=(t)", "unknown touches=(t)"]);
  });

  test("an unknown item opens the table; it may be the primary key too", () => {
    const [table] = actions('from project import x\nop.create_table("t", sa.Column("a", sa.Text), x())');
    expect(table).toMatch(/^createTable table=t columns=\(\[a TEXT \?NULL\]\) columnsFrom=list open=\{/);
  });
});

describe("operations", () => {
  test.for([
    ['op.drop_table("t", schema="s", if_exists=True)', ["dropTable table=s.t ifExists"]],
    ['op.rename_table("a", "b", schema="s")', ["renameTable table=s.a newName=b"]],
    [
      'op.create_table("t", sa.Column("id", sa.BigInteger, primary_key=True))',
      [
        "createTable table=t columns=([id BIGSERIAL NOT NULL serial]) constraints=([primaryKey columns=(id)]) columnsFrom=list",
      ],
    ],
    [
      'op.create_table("t", sa.Column("a", sa.Integer), prefixes=["TEMPORARY"], if_not_exists=True)',
      ["createTable table=t columns=([a INTEGER NULL]) ifNotExists temporary columnsFrom=list"],
    ],
    [
      'op.create_table("t", sa.Column("a", sa.Date), postgresql_partition_by="RANGE (a)")',
      ["createTable table=t columns=([a DATE NULL]) isPartitioned partitionKey=(a) columnsFrom=list"],
    ],
    [
      'op.add_column("t", sa.Column("a", sa.Integer, sa.Identity(always=True)))',
      ["addColumn table=t column=[a INTEGER identity=always]"],
    ],
    [
      'op.add_column("t", sa.Column("a", sa.Integer, sa.Computed("b * 2", persisted=True), nullable=False))',
      ["addColumn table=t column=[a INTEGER NOT NULL generated=stored]"],
    ],
    [
      'op.add_column("t", sa.Column("a", sa.Integer, sa.ForeignKey("o.id")), inline_references=True)',
      [
        "addColumn table=t column=[a INTEGER NULL constraints=([foreignKey columns=(a) references={table=o columns=(id)}])]",
      ],
    ],
    ['op.drop_column("t", "a", if_exists=True)', ["dropColumn table=t column=a ifExists"]],
    [
      'op.create_primary_key("pk", "t", ["a", "b"])',
      ["addConstraint table=t constraint=[primaryKey name=pk columns=(a, b)]"],
    ],
    [
      'op.create_exclude_constraint("e", "t", ("room", "="), (sa.column("during"), "&&"))',
      ["addConstraint table=t constraint=[exclude name=e columns=(room, during)]"],
    ],
    [
      'op.create_foreign_key("fk", "a", "b", ["x"], ["y"], ondelete="cascade", source_schema="s", postgresql_not_valid=True)',
      [
        "addConstraint table=s.a constraint=[foreignKey name=fk columns=(x) references={table=b columns=(y) onDelete=CASCADE} notValid]",
      ],
    ],
    [
      'op.create_unique_constraint("u", "t", "ab")',
      ["addConstraint table=t constraint=[unique name=u columns=(a, b)]"],
    ],
    ['op.create_index(None, "t", ["a", "b"], unique=True)', ["createIndex name=ix_t_a table=t columns=(a, b) unique"]],
    [
      'op.create_index("i", "t", [sa.text("lower(a)"), sa.text("b DESC")], postgresql_using="GIN", postgresql_include=["c"])',
      ["createIndex name=i table=t columns=(-, b) include=(c) method=gin"],
    ],
    ['op.drop_constraint(None, "t", type_="unique")', ["dropConstraint table=t name=?"]],
    [
      'op.drop_index("i", "t", schema="s", postgresql_concurrently=True)',
      ["dropIndex index=s.i table=s.t concurrently"],
    ],
    ['op.create_table_comment("t", "x")', ["comment object=table table=t text=x"]],
    ['op.drop_table_comment("t")', ["comment object=table table=t"]],
    [
      'op.alter_column("t", "a", server_default=None, comment=None)',
      ["dropDefault table=t column=a", "comment object=column table=t column=a"],
    ],
    [
      'op.alter_column("t", "a", server_default=sa.Identity(), existing_server_default=None)',
      ["addIdentity table=t column=a"],
    ],
    ['op.alter_column("t", "a", existing_type=sa.Text())', []],
    ['op.bulk_insert(sa.table("t"), [])', []],
    ['op.get_context().impl.static_output("DROP TABLE a")', []],
    ['op.execute("")', []],
    ['op.execute(["DELETE FROM a", "DELETE FROM b"])', ["delete table=a", "delete table=b"]],
    ['op.execute(sa.text("DELETE FROM a WHERE b = :c").bindparams(c=1))', ["delete table=a hasWhere"]],
    [`op.execute(sa.DDL("COMMENT ON TABLE t IS '50%%'"))`, ["comment object=table table=t text=50%"]],
    ['op.execute(sa.schema.CreateSchema("s"))', ["createSchema schema=s"]],
    ['op.execute(sa.schema.DropSchema("s", cascade=True))', ["dropSchema schema=s cascade"]],
    ['op.execute(sa.delete(sa.table("t", schema="s")))', ["delete table=s.t"]],
    ['op.execute(sa.select(sa.table("t", sa.column("a")).c.a))', ["select reads=(t)"]],
    [
      't = sa.table("t")\nop.execute(t.insert().from_select(["a"], sa.select(sa.table("u", sa.column("b")).c.b)))',
      ["insert tables=(t) reads=(u)"],
    ],
    ['op.get_bind().execute("UPDATE t SET a = %s WHERE b = %(c)s", [1])', ["update table=t hasWhere columns=(a)"]],
    [`op.get_bind().exec_driver_sql("SELECT '{}'::jsonb ? ':x', 5 % 2")`, ["select"]],
    [
      'sa.Table("t", sa.MetaData(), sa.Column("a", sa.Text)).create(op.get_bind(), checkfirst=True)',
      ["createTable table=t columns=([a TEXT NULL]) ifNotExists columnsFrom=list"],
    ],
    ['sa.Table("t", sa.MetaData()).drop(op.get_bind())', ["dropTable table=t"]],
    ['sa.Enum("a", "b", name="e").create(op.get_bind())', ["createEnum type=e values=(a, b)"]],
    ['postgresql.ENUM(name="e").drop(op.get_bind())', ["dropType type=e ifExists"]],
    ['sa.Sequence("q", schema="s").create(op.get_bind())', ["createSequence sequence=s.q"]],
    ["sa.MetaData().create_all(op.get_bind())", ["unknown why={reason=import detail=all tables of the metadata}"]],
    [
      'with op.batch_alter_table("t", schema="s") as b:\n    b.add_column(sa.Column("a", sa.Text))\n    b.drop_constraint("c")',
      ["addColumn table=s.t column=[a TEXT NULL]", "dropConstraint table=s.t name=c"],
    ],
    [
      'with op.batch_alter_table("t", recreate="always") as b:\n    b.drop_column("a")\n    b.execute("DELETE FROM u")',
      ["delete table=u", "unknown why={reason=unsupported detail=the table is built anew by batch mode} touches=(t)"],
    ],
    [
      // A column object that belongs to a table already is copied, and the copy loses its foreign key (run on SQLAlchemy 1.4.46 and 2.1.1).
      'c = sa.Column("a", sa.Integer, sa.ForeignKey("o.id"))\nop.add_column("t", c)\nop.add_column("u", c)\nop.create_table("v", c.copy())',
      [
        "addColumn table=t column=[a INTEGER NULL]",
        "addConstraint table=t constraint=[foreignKey columns=(a) references={table=o columns=(id)}]",
        "addColumn table=u column=[a INTEGER NULL]",
        "createTable table=v columns=([a INTEGER NULL]) constraints=([foreignKey columns=(a) references={table=o columns=(id)}]) columnsFrom=list",
      ],
    ],
    [
      'class T:\n    __tablename__ = "t"\n    __table_args__ = {"schema": "s"}\nop.execute(sa.update(T).values({"a": 1}))',
      ["update table=s.t columns=(a)"],
    ],
  ] as const)("%s", ([python, expected]) => expect(actions(python)).toEqual(expected));
});

test("the text of a statement is what was written", () => {
  const body = String.raw`op.execute("-- all\n UPDATE t SET a = :long_name WHERE b IN :c;\n\n SELECT 1 -- end\n")`;
  expect(emitPython(body, parser).statements.map((it) => it.text)).toEqual([
    "UPDATE t SET a = :long_name WHERE b IN :c",
    "SELECT 1",
  ]);
});

describe("names", () => {
  const convention: AnalysisConfig = {
    ...plainConfig,
    namingConvention: {
      kind: "known",
      templates: { uq: "uq_%(table_name)s_%(column_0_N_name)s", ck: "ck_%(table_name)s_%(constraint_name)s" },
    },
  };
  const names = (python: string, config: AnalysisConfig): readonly (string | null)[] =>
    emitPython(python, parser, config).statements.flatMap((it) =>
      it.actions.flatMap((action) => {
        if (action.kind === "createTable") return action.constraints.map((constraint) => nameText(constraint.name));
        if (action.kind === "addConstraint") return [nameText(action.constraint.name)];
        return action.kind === "createIndex" ? [nameText(action.name)] : [];
      }),
    );
  const nameText = (name: { readonly known: boolean; readonly value?: string } | null): string | null =>
    name === null ? null : name.known ? (name.value ?? "") : "?";
  const unique = 'op.create_unique_constraint(None, "t", ["a", "b"])';

  test("without a convention PostgreSQL chooses", () => expect(names(unique, plainConfig)).toEqual([null]));
  test("by the convention", () => expect(names(unique, convention)).toEqual(["uq_t_a_b"]));
  test("unknown with an unknown convention", () => {
    const unknown: AnalysisConfig = { ...plainConfig, namingConvention: { kind: "unknown", detail: "not read" } };
    expect(names(unique, unknown)).toEqual(["?"]);
    expect(names('op.create_unique_constraint("u", "t", ["a"])', unknown)).toEqual(["u"]);
  });
  test("a convention with constraint_name wraps given names, but not those of op.f()", () => {
    expect(names('op.create_check_constraint("pos", "t", "a > 0")', convention)).toEqual(["ck_t_pos"]);
    expect(names('op.create_check_constraint(op.f("pos"), "t", "a > 0")', convention)).toEqual(["pos"]);
    expect(names('op.create_check_constraint(None, "t", "a > 0")', convention)).toEqual([null]);
  });
  test("flags of columns follow it too", () => {
    expect(
      names(
        'op.create_table("t", sa.Column("a", sa.Text, unique=True), sa.Column("b", sa.Text, index=True))',
        convention,
      ),
    ).toEqual(["uq_t_a", null]);
  });
  test("names that are made are cut at 63 characters, plain ones are not", () => {
    const long = "x".repeat(70);
    expect(names(`op.create_unique_constraint(None, "${long}", ["a"])`, convention)).toEqual([
      `uq_${"x".repeat(52)}_bb57`,
    ]);
    expect(names(`op.create_unique_constraint("${long}", "t", ["a"])`, convention)).toEqual([long]);
  });
});
