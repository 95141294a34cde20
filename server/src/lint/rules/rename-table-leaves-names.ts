import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { storedName } from "../../schema/chosen-name.ts";
import { findTable } from "../../schema/find-table.ts";
import { ofKey, type Table } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { insertAfter } from "../fixes/insert-after.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { sqlName } from "../fixes/sql-name.ts";
import { listed } from "../hanging-on.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const renameTableLeavesNames = defineRule({
  id: "rename-table-leaves-names",
  since: "0.2.0",
  group: "tables",
  severity: "hint",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "Indexes, constraints and sequences of a renamed table keep the old table's name in theirs",
    why: md`
      \`ALTER TABLE … RENAME TO\` renames the table and nothing else: \`users_pkey\`, \`ix_users_email\` and \`users_id_seq\` stay. Where names are made by a convention, autogenerate finds them missing under their new names, and drops and builds indexes again. A new table of the old name gets other names than expected.
    `,
    instead: md`
      Rename them, too: \`ALTER INDEX … RENAME TO\` (an index of a constraint renames the constraint), \`ALTER TABLE … RENAME CONSTRAINT\`, \`ALTER SEQUENCE … RENAME TO\`. That is quick.
    `,
    limits: md`
      Names are those that the revisions before gave. One counts when it begins with the table's name, or holds it between underscores. Nothing is said in \`downgrade()\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html"],
    examples: [
      {
        title: "The names stay",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True))
        `,
        bad: py`
          def upgrade():
              op.rename_table("users", "accounts")
            # ^^^^^^^^^^^^^^^ hint[rename-table-leaves-names] +fix: Renames users to accounts, but not users_pkey and users_id_seq.
        `,
        good: py`
          def upgrade():
              op.rename_table("users", "accounts")
              op.execute("ALTER INDEX users_pkey RENAME TO accounts_pkey")
              op.execute("ALTER SEQUENCE users_id_seq RENAME TO accounts_id_seq")
              op.execute("CREATE VIEW users AS SELECT * FROM accounts")


          def downgrade():
              op.execute("DROP VIEW users")
              op.execute("ALTER SEQUENCE accounts_id_seq RENAME TO users_id_seq")
              op.execute("ALTER INDEX accounts_pkey RENAME TO users_pkey")
              op.rename_table("accounts", "users")
        `,
      },
    ],
  },
  action: {
    renameTable(action, statement, ctx) {
      const { table, newName } = action;
      const state = ctx.direction === "upgrade" ? ctx.schemaAt(statement) : null;
      const found = state === null ? null : findTable(state, table);
      if (found?.answer !== "yes" || !newName.known || !table.name.known) return;
      const following = ctx.statements.slice(ctx.statements.indexOf(statement) + 1);
      const held = namesOf(found.table, { from: table.name.value, to: newName.value });
      const parts = held.filter((it) => !following.some((later) => renames(later, it.old)));
      if (parts.length === 0) return;
      const shown =
        parts.length > 4
          ? `${parts
              .slice(0, 3)
              .map((it) => it.old)
              .join(", ")} and ${parts.length - 3} more names`
          : listed(parts.map((it) => it.old));
      ctx.report({
        at: placeOf(action, statement),
        what: `Renames ${displayName(table)} to ${newName.value}, but not ${shown}.`,
        why: "They keep the old name in theirs, and autogenerate looks for them under new ones. Rename them, too.",
        fixes: () =>
          found.gaps.length === 0 ? rename(parts, { schema: table.schema, name: newName }, statement, ctx) : [],
      });
    },
  },
});

interface Part {
  readonly kind: "INDEX" | "CONSTRAINT" | "SEQUENCE";
  readonly old: string;
  readonly now: string;
}

function namesOf(table: Table, { from, to }: { readonly from: string; readonly to: string }): readonly Part[] {
  const part = (kind: Part["kind"], old: string): readonly Part[] => {
    const now = renamed(old, from, to);
    return now === null ? [] : [{ kind, old, now }];
  };
  const withIndex = new Set(table.indexes.map((it) => it.name));
  return [
    ...table.indexes.flatMap((it) => part("INDEX", it.name)),
    ...table.constraints.filter((it) => !withIndex.has(it.name)).flatMap((it) => part("CONSTRAINT", it.name)),
    ...table.columns.flatMap((it) => (it.ownedSequence === null ? [] : part("SEQUENCE", ofKey(it.ownedSequence).name))),
  ];
}

/** The name with the new table's in place of the old one's; null where it does not hold that, or gets too long. */
function renamed(name: string, from: string, to: string): string | null {
  const at = name === from || name.startsWith(`${from}_`) ? 0 : name.indexOf(`_${from}_`) + 1;
  if (at === 0 && !name.startsWith(from)) return null;
  const now = name.slice(0, at) + to + name.slice(at + from.length);
  return storedName(now) === now ? now : null;
}

function renames({ actions }: Statement, name: string): boolean {
  return actions.some((it) => {
    const renamed =
      it.kind === "renameIndex"
        ? it.index.name
        : it.kind === "renameConstraint"
          ? it.name
          : it.kind === "alterSequence"
            ? it.sequence.name
            : null;
    return renamed?.known === true && renamed.value === name;
  });
}

function rename(
  parts: readonly Part[],
  table: QualifiedName,
  { operation }: Statement,
  { file }: RuleContext,
): readonly Fix[] {
  const op = importedAs(file.module, "alembic.op");
  const tableText = sqlName(table);
  if (operation === null || op === null || tableText === null) return [];
  const quote = quoteAt(file.module.text, operation.site.argumentsSpan.start);
  const lines = parts.map(({ kind, old, now }) => {
    const name = sqlName({ schema: table.schema, name: { known: true, value: old, span: { start: 0, end: 0 } } });
    const sql =
      kind === "CONSTRAINT"
        ? `ALTER TABLE ${tableText} RENAME CONSTRAINT ${quoteIdentifier(old)} TO ${quoteIdentifier(now)}`
        : `ALTER ${kind} ${name} RENAME TO ${quoteIdentifier(now)}`;
    return `${op}.execute(${pythonString(sql, quote)})`;
  });
  const edit = insertAfter(file, operation, lines);
  return edit === null ? [] : [{ title: "Rename them, too", applicability: "suggested", edits: [edit] }];
}
