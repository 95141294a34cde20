import type { Span } from "../../base/span.ts";
import type { Call, PyModule } from "../../python/syntax.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { everyNode } from "../syntax-at.ts";

export const sqlalchemy1xApi = defineRule({
  id: "sqlalchemy-1x-api",
  since: "0.2.0",
  group: "sql",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "safe",
  inDowngrade: "same",
  versions: { sqlalchemy: { from: "2.0" } },
  docs: {
    summary: "A call that SQLAlchemy 2.0 removed",
    why: md`
      \`select([…])\`, \`MetaData(bind=…)\`, \`Table(…, autoload=True)\`, \`engine.execute(…)\` and \`table.update(condition)\` worked up to SQLAlchemy 1.4. Since 2.0 each raises an exception when the migration reaches it: old revisions that a new database has to run fail, too.
    `,
    instead: md`
      \`select(a, b)\` without the list; \`autoload_with=connection\` alone; \`connection.execute(…)\`; \`table.update().where(condition)\`.
    `,
    limits: md`
      Nothing is said where the project certainly has SQLAlchemy 1.4. Only these calls are looked at, and only under the names by which the file imports SQLAlchemy; rows that are read by name (\`row["id"]\`) are not.
    `,
    sources: ["https://docs.sqlalchemy.org/en/20/changelog/migration_20.html"],
    examples: [
      {
        title: "A list of columns",
        bad: py`
          def upgrade():
              users = sa.table("users", sa.column("id", sa.Integer()))
              for row in op.get_bind().execute(sa.select([users.c.id])):
                                             # ^^^^^^^^^ error[sqlalchemy-1x-api] +fix: select() takes no list of columns since SQLAlchemy 2.0.
                  op.execute(sa.text("INSERT INTO profiles (user_id) VALUES (:id)").bindparams(id=row.id))
        `,
        good: py`
          def upgrade():
              users = sa.table("users", sa.column("id", sa.Integer()))
              for row in op.get_bind().execute(sa.select(users.c.id)):
                  op.execute(sa.text("INSERT INTO profiles (user_id) VALUES (:id)").bindparams(id=row.id))


          def downgrade():
              op.execute("DELETE FROM profiles WHERE true")
        `,
      },
    ],
  },
  file(ctx) {
    const { module, path } = ctx.file;
    // Few files have any of it: the text tells before the syntax is walked.
    if (
      !/\bselect\(\s*\[|\bbind\s*=|\bautoload\s*=\s*True|\bengine\.execute\(|\.(?:update|delete)\(\s*\S/.test(
        module.text,
      )
    )
      return;
    const names = {
      select: importedAs(module, "sqlalchemy.select"),
      metadata: importedAs(module, "sqlalchemy.MetaData"),
      table: importedAs(module, "sqlalchemy.Table"),
    };
    everyNode(module.body, (node) => {
      if (node.type !== "Call") return;
      const found = oldCall(node as unknown as Call, module, names);
      if (found === null) return;
      ctx.report({
        at: (node as unknown as Call).callee.span,
        what: found.what,
        why: found.why,
        fixes: () => (found.fix === null ? [] : [fixOf(found.fix, path)]),
      });
    });
  },
});

interface OldCall {
  readonly what: string;
  readonly why: string;
  readonly fix: {
    readonly title: string;
    readonly edits: readonly { readonly span: Span; readonly text: string }[];
  } | null;
}

interface Names {
  readonly select: string | null;
  readonly metadata: string | null;
  readonly table: string | null;
}

function oldCall(call: Call, module: PyModule, names: Names): OldCall | null {
  const { text } = module;
  const callee = text.slice(call.callee.span.start, call.callee.span.end);
  if (callee === names.select) return oldSelect(call, text);
  const bind = call.keywords.find((it) => it.name === "bind");
  if (callee === names.metadata && bind !== undefined) {
    return {
      what: "MetaData() has no bind since SQLAlchemy 2.0.",
      why: "It raises a TypeError. Pass the connection to what uses it: `metadata.create_all(connection)`, `Table(…, autoload_with=connection)`.",
      fix: null,
    };
  }
  const autoload = call.keywords.find((it) => it.name === "autoload");
  if (callee === names.table && autoload !== undefined) {
    const isRedundant = call.keywords.some((it) => it.name === "autoload_with");
    return {
      what: "Table() has no autoload since SQLAlchemy 2.0.",
      why: "It raises an exception. `autoload_with=connection` is enough.",
      fix: isRedundant
        ? { title: "Remove autoload", edits: [{ span: withComma(autoload.span, text), text: "" }] }
        : null,
    };
  }
  if (/\bengine\.execute$/.test(callee)) {
    return {
      what: "An engine has no execute() since SQLAlchemy 2.0.",
      why: "It raises an AttributeError. `op.get_bind().execute(…)` runs the statement on the connection of the migration.",
      fix: null,
    };
  }
  return null;
}

function oldSelect(call: Call, text: string): OldCall | null {
  const [first, ...others] = call.args;
  if (first?.type !== "List") return null;
  const isPlain =
    others.length === 0 && call.keywords.length === 0 && !/[[,]\s*\]$/.test(text.slice(0, first.span.end));
  return {
    what: "select() takes no list of columns since SQLAlchemy 2.0.",
    why: "It raises an ArgumentError. Give the columns one by one.",
    fix: isPlain
      ? {
          title: "Remove the brackets",
          edits: [
            { span: { start: first.span.start, end: first.span.start + 1 }, text: "" },
            { span: { start: first.span.end - 1, end: first.span.end }, text: "" },
          ],
        }
      : null,
  };
}

/** A keyword argument with the comma and the space on one side. */
function withComma(span: Span, text: string): Span {
  const before = /,\s*$/.exec(text.slice(0, span.start));
  return before === null ? span : { start: before.index, end: span.end };
}

function fixOf(fix: NonNullable<OldCall["fix"]>, file: string): Fix {
  return { title: fix.title, applicability: "safe", edits: fix.edits.map((it) => ({ file, ...it })) };
}
