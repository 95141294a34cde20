import type { Call, Expression, PyModule, Statement } from "../../python/syntax.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { blocksOf } from "../suppressions.ts";

export const moduleLevelSideEffects = defineRule({
  id: "module-level-side-effects",
  since: "0.3.0",
  group: "revisions",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "Code outside of `upgrade()` that needs a run",
    why: md`
      Alembic loads every file of the directory for every command, \`alembic history\` as well as an upgrade, and long after the revision was applied. An operation there (\`op.get_bind()\`, \`op.execute(…)\`) is sent again by each upgrade, also to later revisions; and commands without a connection (\`alembic history\`, \`heads\`, \`revision\`) end with a NameError. A variable of the environment that is read with \`os.environ["…"]\` has to be there for every command, on every machine.
    `,
    instead: "Put it into `upgrade()`; read settings with `os.environ.get(…)`.",
    limits:
      "Operations of `op` and readings of `os.environ[…]` at the top level, also in an `if`, a `for` or a `with`. What imported modules do is not seen, nor code in a `try`.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/ops.html"],
    examples: [
      {
        title: "The connection of nobody",
        bad: py`
          connection = op.get_bind()
          #            ^^^^^^^^^^^ error[module-level-side-effects]: op.get_bind is called whenever Alembic loads this file.


          def upgrade():
              connection.execute(sa.text("SELECT 1"))


          def downgrade():
              connection.execute(sa.text("SELECT 1"))
        `,
        good: py`
          def upgrade():
              connection = op.get_bind()
              connection.execute(sa.text("SELECT 1"))


          def downgrade():
              connection = op.get_bind()
              connection.execute(sa.text("SELECT 1"))
        `,
      },
    ],
  },
  file(ctx) {
    const { module } = ctx.file;
    const op = importedAs(module, "alembic.op");
    const environ = importedAs(module, "os.environ");
    for (const expression of topLevel(module)) {
      if (expression.type === "Call" && op !== null && isOperation(expression, op)) {
        ctx.report({
          at: expression.callee.span,
          what: `${module.text.slice(expression.callee.span.start, expression.callee.span.end)} is called whenever Alembic loads this file.`,
          why: "Each upgrade calls it, also to later revisions, and commands without a connection (history, heads, revision) end with a NameError. Put it into `upgrade()`.",
        });
      }
      if (expression.type === "Subscript" && environ !== null && textOf(module, expression.value) === environ) {
        ctx.report({
          at: expression.span,
          what: "Every Alembic command needs this variable of the environment, because the file is loaded for each.",
          why: "Without it, all commands end with a KeyError, also when the revision was applied long ago. Read it in `upgrade()`, or with `.get(…)`.",
          atMost: "warning",
        });
      }
    }
  },
});

/** `op.f(…)` only makes a name, and needs no context. */
function isOperation({ callee }: Call, op: string): boolean {
  if (callee.type !== "Attribute" || callee.name === "f") return false;
  return callee.value.type === "Name" && callee.value.id === op;
}

function textOf(module: PyModule, { span }: Expression): string {
  return module.text.slice(span.start, span.end);
}

/** The expressions that are evaluated when the file is loaded. */
function topLevel(module: PyModule): readonly Expression[] {
  const found: Expression[] = [];
  const inside = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const it of node) inside(it);
      return;
    }
    if (typeof node !== "object" || node === null) return;
    const type = "type" in node ? node.type : null;
    // What functions and lambdas do, they do when they are called.
    if (type === "FunctionDef" || type === "Lambda") return;
    if (typeof type === "string" && "span" in node) found.push(node as Expression);
    for (const [key, child] of Object.entries(node)) {
      if (typeof child === "object" && !key.endsWith("pan") && key !== "pieces") inside(child);
    }
  };
  const visit = (body: readonly Statement[]): void => {
    for (const statement of body) {
      if (statement.type === "Try" || isMain(statement)) continue;
      const blocks = blocksOf(statement);
      if (blocks.length === 0 || statement.type === "ClassDef") inside(statement);
      else if (statement.type !== "FunctionDef") {
        inside(headOf(statement));
        for (const block of blocks) visit(block);
      }
    }
  };
  visit(module.body);
  return found;
}

/** The part of a compound statement that is evaluated before its blocks. */
function headOf(statement: Statement): unknown {
  switch (statement.type) {
    case "If":
    case "While":
      return statement.test;
    case "For":
      return statement.iterable;
    case "With":
      return statement.items;
    default:
      return null;
  }
}

/** `if __name__ == "__main__":` is for those who run the file themselves. */
function isMain(statement: Statement): boolean {
  return (
    statement.type === "If" &&
    statement.test.type === "Compare" &&
    statement.test.left.type === "Name" &&
    statement.test.left.id === "__name__"
  );
}
