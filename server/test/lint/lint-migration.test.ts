import { describe, expect, test } from "vitest";
import { defaultLintConfig } from "../../src/lint/lint-config.ts";
import type { Rule, RuleContext } from "../../src/lint/rule.ts";
import { ruleSet } from "../../src/lint/rule-set.ts";
import { defaultAnalysisConfig } from "../../src/project/default-analysis-config.ts";
import { lintText } from "../harness/lint-text.ts";
import { migrationFixture } from "../harness/migration-fixture.ts";
import { testRule } from "./test-rule.ts";

const surroundings = { analysis: defaultAnalysisConfig, config: defaultLintConfig };

function lint(block: string, rules: readonly Rule[], changes: Partial<typeof surroundings> = {}) {
  const fixture = migrationFixture(block, {});
  const result = lintText(fixture.path, fixture.text, { ...surroundings, ...changes, rules: ruleSet(rules) });
  return {
    ...result,
    shown: result.findings.map((it) => `${it.severity} ${it.rule}: ${it.message}`),
    marked: result.findings.map((it) => fixture.text.slice(it.span.start, it.span.end)),
  };
}

/** Says at every column that is added what the rule is told. */
const columns = testRule({
  id: "columns",
  action: {
    addColumn(action, statement, ctx) {
      const name = action.column.name.known ? action.column.name.value : "?";
      ctx.report({ at: statement.span, what: `${ctx.direction} ${name}.`, why: "Because." });
    },
  },
});

test("operations and SQL text are one to a rule, in both directions, in the order of the file", () => {
  const { shown } = lint(
    `def upgrade():
    op.execute("ALTER TABLE t ADD COLUMN a int, ADD COLUMN b int")
    with op.batch_alter_table("t") as batch_op:
        batch_op.add_column(sa.Column("c", sa.Integer()))
    op.add_column("t", sa.Column("d", sa.Integer()))


def downgrade():
    op.add_column("t", sa.Column("e", sa.Integer()))`,
    [columns],
  );
  expect(shown).toEqual(
    ["upgrade a", "upgrade b", "upgrade c", "upgrade d", "downgrade e"].map((it) => `warning columns: ${it}.`),
  );
});

test("a rule about directives is asked by their names", () => {
  const rule = testRule({
    on: { createTable: (operation, ctx) => ctx.report({ at: operation.site.callee, what: "A table.", why: "" }) },
  });
  const { shown, marked } = lint(
    `def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer()))
    op.execute("CREATE TABLE u (id int)")`,
    [rule],
  );
  expect(shown).toEqual(["warning test-rule: A table."]);
  expect(marked).toEqual(["op.create_table"]);
});

test("a rule about files is asked once", () => {
  const rule = testRule({ file: (ctx) => ctx.report({ at: { start: 0, end: 1 }, what: ctx.direction, why: "" }) });
  expect(lint("def upgrade():\n    pass", [rule]).shown).toEqual(["warning test-rule: upgrade"]);
});

test("the same remark at the same place is made once", () => {
  const { shown } = lint(
    `def helper():
    op.add_column("t", sa.Column("a", sa.Integer()))


def upgrade():
    helper()
    helper()`,
    [columns],
  );
  expect(shown).toEqual(["warning columns: upgrade a."]);
});

describe("severity", () => {
  const block = `def upgrade():
    op.add_column("t", sa.Column("a", sa.Integer()))


def downgrade():
    op.add_column("t", sa.Column("b", sa.Integer()))`;

  test("a rule about a risk is information in a downgrade", () => {
    expect(lint(block, [{ ...columns, severity: "error", inDowngrade: "information" }]).shown).toEqual([
      "error columns: upgrade a.",
      "information columns: downgrade b.",
    ]);
  });

  test("the configuration decides, and is capped all the same", () => {
    const config = { ...defaultLintConfig, severities: new Map([["columns", "error" as const]]) };
    expect(lint(block, [{ ...columns, inDowngrade: "information" }], { config }).shown).toEqual([
      "error columns: upgrade a.",
      "information columns: downgrade b.",
    ]);
    const off = { ...defaultLintConfig, severities: new Map([["columns", "off" as const]]) };
    expect(lint(block, [columns], { config: off }).shown).toEqual([]);
  });

  test("a finding may be less severe than its rule, never more", () => {
    const rule = (atMost: "error" | "hint") =>
      testRule({
        action: { addColumn: (_, statement, ctx) => ctx.report({ at: statement.span, what: "It.", why: "", atMost }) },
      });
    expect(lint(block, [rule("hint")]).shown[0]).toBe("hint test-rule: It.");
    expect(lint(block, [rule("error")]).shown[0]).toBe("warning test-rule: It.");
  });

  test("doubt makes it information and is said", () => {
    const rule = testRule({
      severity: "error",
      action: {
        addColumn: (_, statement, ctx) => ctx.report({ at: statement.span, what: "It.", why: "", doubt: "who knows." }),
      },
    });
    const { findings } = lint(block, [rule]);
    expect(findings[0]).toMatchObject({
      severity: "information",
      certain: false,
      message: "It. Not certain: who knows.",
    });
  });
});

test.each([
  [{ dialects: ["postgresql"] }, { dialect: "mysql" }, 0],
  [{ dialects: ["postgresql"] }, { dialect: "postgresql" }, 1],
  [{ dialects: ["postgresql"] }, { dialect: null }, 1],
  [{ dialects: "any" }, { dialect: "mysql" }, 1],
  [{ versions: { postgres: { below: "12" } } }, { postgres: 11 }, 1],
  [{ versions: { postgres: { below: "12" } } }, { postgres: 12 }, 0],
  [{ versions: { postgres: { from: "12" } } }, { postgres: 9 }, 0],
  [{ versions: { postgres: { from: "12" } } }, { postgres: null }, 1],
  [{ versions: { alembic: { from: "1.9.0", below: "1.16" } } }, { alembic: "1.10.1" }, 1],
  [{ versions: { alembic: { from: "1.9.0", below: "1.16" } } }, { alembic: "1.16.0" }, 0],
  [{ versions: { sqlalchemy: { below: "2.1" } } }, { sqlalchemy: "2.1" }, 0],
] as const)("a rule for %j in a project with %j finds %i", (rule, analysis, count) => {
  const { findings } = lint(
    'def upgrade():\n    op.add_column("t", sa.Column("a", sa.Integer()))',
    [{ ...columns, ...rule }],
    {
      analysis: { ...defaultAnalysisConfig, ...analysis },
    },
  );
  expect(findings.length).toBe(count);
});

test("options are the configured ones over the defaults", () => {
  const seen: unknown[] = [];
  const rule = testRule({
    options: { a: { default: 1, description: "" }, b: { default: "x", description: "" } },
    file: (ctx) => void seen.push(ctx.options),
  });
  lint("def upgrade():\n    pass", [rule], {
    config: { ...defaultLintConfig, options: new Map([["test-rule", { b: "y" }]]) },
  });
  expect(seen).toEqual([{ a: 1, b: "y" }]);
});

test.each([
  ["if sa.inspect(op.get_bind()).has_table('t'):", "It runs only if `"],
  [
    "for row in op.get_bind().execute(sa.text('SELECT 1')):",
    "It runs for each element of a loop that cannot be read here (`",
  ],
])("%s is said in the help", (condition, sentence) => {
  const { findings } = lint(
    `def upgrade():
    ${condition}
        op.add_column("t", sa.Column("a", sa.Integer()))`,
    [columns],
  );
  expect(findings[0]?.certain).toBe(true);
  expect(findings[0]?.help).toContain(`Because. ${sentence}`);
});

test("what this revision created, before the statement and in the other direction", () => {
  const ask = (ctx: RuleContext, name: string) => {
    const relation = { schema: null, name: { known: true, value: name, span: { start: 0, end: 0 } } } as const;
    return `${ctx.createdBefore(relation)} ${ctx.createdByOtherDirection(relation)}`;
  };
  const rule = testRule({
    action: {
      addColumn: (_, statement, ctx) => ctx.report({ at: statement.span, what: `${ask(ctx, "t")}.`, why: "" }),
    },
  });
  const { shown } = lint(
    `def upgrade():
    op.add_column("t", sa.Column("a", sa.Integer()))
    op.create_table("t", sa.Column("id", sa.Integer()))
    op.add_column("t", sa.Column("b", sa.Integer()))


def downgrade():
    op.add_column("t", sa.Column("c", sa.Integer()))`,
    [rule],
  );
  expect(shown.map((it) => it.replace(/^.*: /, ""))).toEqual(["no no.", "yes no.", "no yes."]);
});

describe("suppressions", () => {
  test("a suppressed finding is kept with its reason", () => {
    const { findings, suppressed } = lint(
      `def upgrade():
    op.add_column("t", sa.Column("a", sa.Integer()))  # limbeck: ignore[columns] it is small`,
      [columns],
    );
    expect(findings).toEqual([]);
    expect(suppressed.map((it) => [it.finding.message, it.reason])).toEqual([["upgrade a.", "it is small"]]);
  });

  test("only the named rule is suppressed", () => {
    const other = { ...columns, id: "other" };
    const { shown } = lint(
      `def upgrade():
    op.add_column("t", sa.Column("a", sa.Integer()))  # limbeck: ignore[columns] it is small`,
      [columns, other],
    );
    expect(shown).toEqual(["warning other: upgrade a."]);
  });

  test("further places of a finding count, and no others", () => {
    const text = 'def upgrade():\n    x = 1  # limbeck: ignore[test-rule] here\n    op.execute("SELECT 1")';
    const rule = (also: boolean) =>
      testRule({
        file: (ctx) => {
          const start = ctx.file.module.text.indexOf("x = 1");
          ctx.report({
            at: { start: 0, end: 1 },
            what: "It.",
            why: "",
            ...(also ? { also: [{ start, end: start }] } : {}),
          });
        },
      });
    expect(lint(text, [rule(true)]).findings.length).toBe(0);
    expect(lint(text, [rule(false)]).findings.length).toBe(1);
  });
});

test("half-typed code is linted as far as it can be read", () => {
  const { shown } = lint(
    `def upgrade():
    op.add_column("t", sa.Column("a", sa.Integer()))
    op.add_column("t", sa.Column("b", sa.`,
    [columns],
  );
  expect(shown[0]).toBe("warning columns: upgrade a.");
});

test("a statement with a syntax error in it is not changed by fixes, others are", () => {
  const rule = testRule({
    action: {
      addColumn(_, statement, ctx) {
        const { callee } = statement.operation?.site ?? { callee: statement.span };
        const edits = [{ file: ctx.file.path, span: callee, text: "x" }];
        ctx.report({ at: callee, what: "It.", why: "", fixes: () => [{ title: "X", applicability: "safe", edits }] });
      },
    },
  });
  const { findings } = lint(
    `def upgrade():
    op.add_column("t", sa.Column("a", sa.Integer()))
    op.add_column("t", sa.Column("b", sa.Integer(), comment="c))
    op.add_column("t", sa.Column("d", sa.Integer()))`,
    [rule],
  );
  expect(findings.map((it) => it.fixes.length).slice(0, 2)).toEqual([1, 0]);
});
