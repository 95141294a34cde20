import { beforeAll, expect, test } from "vitest";
import { known } from "../../src/base/static.ts";
import { transactionAt } from "../../src/locks/transaction.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { emitPython } from "../emit/emit-python.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

/** State at the first `op.drop_column("asks", …)`. */
function stateAt(body: string): { readonly autocommit: boolean; readonly created: string } {
  const { statements } = emitPython(body, parser);
  const asking = statements.find((it) => it.actions.some((action) => action.kind === "dropColumn"));
  if (asking === undefined) throw new Error("Nothing asks.");
  const state = transactionAt(statements, asking);
  const span = { start: 0, end: 0 };
  return { autocommit: state.autocommit, created: state.created({ schema: null, name: known("t", span) }) };
}

const create = 'op.create_table("t", sa.Column("a", sa.Text))';
const asks = 'op.drop_column("asks", "a")';
const block = "with op.get_context().autocommit_block():\n    ";

test.for([
  ["one transaction", `${create}\n${asks}`, { autocommit: false, created: "yes" }],
  ["an autocommit block commits what was before it", `${create}\n${block}${asks}`, { autocommit: true, created: "no" }],
  [
    "each statement of the block is a transaction",
    `${block}${create}\n    ${asks}`,
    { autocommit: true, created: "no" },
  ],
  [
    "behind the block there is a new one",
    `${create}\n${block}op.drop_table("u")\n${asks}`,
    { autocommit: false, created: "no" },
  ],
  ["created behind the block", `${block}op.drop_table("u")\n${create}\n${asks}`, { autocommit: false, created: "yes" }],
  ["COMMIT in SQL", `${create}\nop.execute("COMMIT")\n${asks}`, { autocommit: false, created: "no" }],
  ["ROLLBACK in SQL", `${create}\nop.execute("ROLLBACK")\n${asks}`, { autocommit: false, created: "no" }],
  ["a savepoint ends nothing", `${create}\nop.execute("SAVEPOINT a")\n${asks}`, { autocommit: false, created: "yes" }],
] as const)("%s", ([, body, expected]) => expect(stateAt(body)).toEqual(expected));
