import type { Operation } from "../../migration/operation.ts";
import type { Expression } from "../../python/syntax.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { textFunction } from "../fixes/wrap-in-text.ts";
import type { RuleContext } from "../rule.ts";
import { type CallPlace, callAt, everyNode, readsOf } from "../syntax-at.ts";

export const executeResultUsed = defineRule({
  id: "execute-result-used",
  since: "0.2.0",
  group: "sql",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "`op.execute` returns nothing, so its rows cannot be read",
    why: md`
      \`op.execute\` sends the statement and returns \`None\`. Reading the result fails: \`'NoneType' object has no attribute 'fetchall'\`, or \`'NoneType' object is not iterable\`.
    `,
    instead:
      '`op.get_bind().execute(sa.text("SELECT …"))` returns the rows. It needs a connection, so it does not work with `--sql`.',
    limits: md`
      A result that is kept in a name is looked at only when the same function uses an attribute of that name, iterates over it or takes an element of it. A result that is only tested (\`if result:\`) or handed on is not looked at.
    `,
    sources: ["https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.execute"],
    examples: [
      {
        title: "Rows",
        bad: py`
          def upgrade():
              rows = op.execute("SELECT id FROM users")
                   # ^^^^^^^^^^ error[execute-result-used] +fix: op.execute returns None, which has no rows.
              for row in rows:
                  op.execute(sa.text("INSERT INTO profiles (user_id) VALUES (:id)").bindparams(id=row.id))
        `,
        good: py`
          def upgrade():
              rows = op.get_bind().execute(sa.text("SELECT id FROM users"))
              for row in rows:
                  op.execute(sa.text("INSERT INTO profiles (user_id) VALUES (:id)").bindparams(id=row.id))


          def downgrade():
              op.execute("DELETE FROM profiles WHERE true")
        `,
      },
    ],
  },
  on: {
    execute(operation, ctx) {
      if (operation.site.file !== null) return;
      const place = callAt(ctx.file.module, operation.site.call);
      if (place === null || !isUsed(place, ctx)) return;
      ctx.report({
        at: operation.site.callee,
        what: `${operation.name} returns None, which has no rows.`,
        why: "Python fails as soon as the result is read. `op.get_bind().execute(sa.text(…))` returns the rows.",
        fixes: () => throughConnection(operation, place, ctx),
      });
    },
  },
});

function isUsed({ call, statement, around }: CallPlace, ctx: RuleContext): boolean {
  const [parent] = around;
  if (parent !== undefined && isRead(parent, call)) return true;
  if (statement.type === "For" && statement.iterable === call) return true;
  if (statement.type !== "Assign" || statement.value !== call) return false;
  const [target, ...others] = statement.targets;
  if (target?.type === "Tuple") return true;
  if (target?.type !== "Name" || others.length > 0) return false;
  const scope = functionAround(ctx, statement.span.start);
  return scope !== null && readsRows(scope, target.id, statement.span.end);
}

/** `it.attribute`, `it[0]`, `list(it)`, `for … in it`: Python asks for what None does not have. */
function isRead(parent: Expression | { readonly type: string }, of: Expression): boolean {
  switch (parent.type) {
    case "Attribute":
    case "Subscript":
      return "value" in parent && parent.value === of;
    case "Starred":
      return true;
    case "Comprehension":
      return "clauses" in parent && parent.clauses.some((it) => it.iterable === of);
    case "Call": {
      const call = parent as Extract<Expression, { type: "Call" }>;
      const takesRows =
        call.callee.type === "Name" &&
        /^(?:list|tuple|set|dict|len|next|iter|sorted|sum|enumerate|zip|map)$/.test(call.callee.id);
      return takesRows && call.args.some((it) => it === of);
    }
    default:
      return false;
  }
}

function functionAround({ file }: RuleContext, at: number): unknown {
  let found: unknown = null;
  everyNode(file.module.body, (it) => {
    if (it.type === "FunctionDef" && it.span.start <= at && at < it.span.end) found = it;
  });
  return found;
}

/** Does the function read rows of a name behind a place, before the name is something else? */
function readsRows(scope: unknown, name: string, after: number): boolean {
  let reassigned = Number.POSITIVE_INFINITY;
  const uses: number[] = [];
  everyNode(scope, (node) => {
    if (node.span.start < after) return;
    const it = node as unknown as { readonly [key: string]: unknown; readonly type: string };
    if (it.type === "Assign" && readsOf(it.targets, name).length > 0) {
      reassigned = Math.min(reassigned, node.span.end);
    }
    const children = [it.value, it.iterable, ...(Array.isArray(it.args) ? it.args : [])];
    if (it.type === "Comprehension") children.push(...clauseIterables(it.clauses));
    for (const child of children) {
      if (!isName(child, name)) continue;
      const isLoop = it.type === "For" || it.type === "Comprehension";
      if (isLoop || isRead(node as unknown as Expression, child as Expression)) uses.push(node.span.start);
    }
  });
  return uses.some((it) => it < reassigned);
}

function clauseIterables(clauses: unknown): readonly unknown[] {
  return Array.isArray(clauses) ? clauses.map((it: { iterable?: unknown }) => it.iterable) : [];
}

function isName(node: unknown, name: string): boolean {
  return (
    typeof node === "object" &&
    node !== null &&
    "type" in node &&
    node.type === "Name" &&
    "id" in node &&
    node.id === name
  );
}

/** A result has no length and no elements by number: those need the list of its rows. */
function needsList({ call, around, statement }: CallPlace, { file }: RuleContext): "yes" | "no" | "unknown" {
  const [parent] = around;
  if (parent?.type === "Subscript") return "yes";
  if (parent?.type === "Call") return parent.callee.type === "Name" && parent.callee.id === "len" ? "yes" : "no";
  const target = statement.type === "Assign" ? statement.targets[0] : undefined;
  if (target?.type !== "Name" || statement.type !== "Assign" || statement.value !== call) return "no";
  const indexed = new RegExp(`\\b${target.id}\\[|\\blen\\(${target.id}\\)`);
  return indexed.test(file.module.text) ? "unknown" : "no";
}

function throughConnection(operation: Operation, place: CallPlace, ctx: RuleContext): readonly Fix[] {
  const { call } = place;
  const { file } = ctx;
  const list = needsList(place, ctx);
  if (list === "unknown") return [];
  const [sql, ...others] = call.args;
  if (sql === undefined || others.length > 0 || call.keywords.length > 0 || operation.name !== "op.execute") return [];
  const callee = file.module.text.slice(call.callee.span.start, call.callee.span.end);
  const object = /^(.*)\.execute$/s.exec(callee)?.[1];
  const value = operation.args.get("sqltext")?.value;
  if (object === undefined || value === undefined) return [];
  const { text, edits } = textFunction(file);
  const isString = value.type === "str" || (value.type === "unknown" && value.parts !== undefined);
  const source = file.module.text.slice(sql.span.start, sql.span.end);
  return [
    {
      title: "Read it through op.get_bind()",
      applicability: "suggested",
      edits: [
        ...(isString ? edits : []),
        { file: file.path, span: call.callee.span, text: `${object}.get_bind().execute` },
        ...(isString ? [{ file: file.path, span: sql.span, text: `${text}(${source})` }] : []),
        ...(list === "yes"
          ? [{ file: file.path, span: { start: call.span.end, end: call.span.end }, text: ".fetchall()" }]
          : []),
      ],
    },
  ];
}
