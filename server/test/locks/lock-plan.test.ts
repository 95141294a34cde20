import { beforeAll, describe, expect, test } from "vitest";
import type { LockEffect } from "../../src/locks/lock-effect.ts";
import { lockEffects, lockPlan } from "../../src/locks/lock-plan.ts";
import { shownEffects } from "../../src/locks/shown-effects.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import { displayName } from "../../src/postgres/name.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { emptySchema } from "../../src/schema/empty-schema.ts";
import { emitPython } from "../emit/emit-python.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const empty = emptySchema({ schema: null, name: "alembic_version", hasPrimaryKey: true });
const block = "with op.get_context().autocommit_block():\n    ";
const create = 'op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Text))';

/** `relation MODE blocks … until`, one line an effect of the last statement. */
function lastEffects(body: string, options: { readonly schema?: null } = {}): readonly string[] {
  const { statements } = emitPython(body, parser);
  const last = statements.at(-1);
  if (last === undefined) throw new Error("There is no statement.");
  const schema = options.schema === null ? null : empty;
  return lockEffects(statements, last, { postgres: 17, schema }).map(line);
}

function line(effect: LockEffect): string {
  const { relation, mode, blocks, rewrites, scans, heldUntil, isNew } = effect;
  const parts = [
    relation === null ? "?" : displayName(relation),
    mode ?? "?",
    blocks === null ? "blocks ?" : `blocks ${blocks.join("+") || "nothing"}`,
    ...(rewrites === null ? ["rewrites ?"] : rewrites ? ["rewrites"] : []),
    ...(scans === null ? ["scans ?"] : scans ? ["scans"] : []),
    `until ${heldUntil}`,
    ...(isNew === "no" ? [] : [`new: ${isNew}`]),
  ];
  return parts.join(", ");
}

describe("effects", () => {
  test("know the table that the transaction created: nothing is blocked", () => {
    expect(lastEffects(`${create}\nop.add_column("t", sa.Column("b", sa.Text))`)).toEqual([
      "t, ACCESS EXCLUSIVE, blocks nothing, until transaction, new: yes",
    ]);
  });

  test("behind an autocommit block others see the table", () => {
    expect(
      lastEffects(`${create}\n${block}op.execute("SELECT 1")\nop.add_column("t", sa.Column("b", sa.Text))`),
    ).toEqual(["t, ACCESS EXCLUSIVE, blocks reads+writes, until transaction"]);
  });

  test("in an autocommit block end with the statement", () => {
    const body = `${create}\n${block}op.create_index("ix", "t", ["a"], postgresql_concurrently=True)`;
    expect(lastEffects(body)).toEqual(["t, SHARE UPDATE EXCLUSIVE, blocks nothing, scans, until statement"]);
  });

  test("of CONCURRENTLY end with the statement wherever it stands, and it waits for others", () => {
    const { statements } = emitPython('op.execute("CREATE INDEX CONCURRENTLY ix ON t (a)")', parser);
    const [effect] = lockPlan(statements, { postgres: 17, schema: null }).effects(statements[0] as never);
    expect(effect).toMatchObject({ heldUntil: "statement", waitsForTransactions: true });
  });

  test("without a schema say what cannot be told, not that there is nothing", () => {
    expect(lastEffects('op.drop_table("t")', { schema: null })).toEqual([
      "t, ACCESS EXCLUSIVE, blocks reads+writes, until transaction",
      "?, ?, blocks ?, scans ?, until transaction, new: unknown",
    ]);
    expect(lastEffects('op.alter_column("t", "a", type_=sa.BigInteger)', { schema: null })[0]).toBe(
      "t, ACCESS EXCLUSIVE, blocks reads+writes, rewrites ?, scans ?, until transaction",
    );
  });

  test("of a gap or a block of code can be anything", () => {
    expect(lastEffects('op.execute("DO $$ BEGIN PERFORM 1; END $$")')).toEqual([
      "?, ?, blocks ?, rewrites ?, scans ?, until transaction, new: unknown",
    ]);
    expect(lastEffects("import vault\nop.execute(vault.secret())")).toEqual([
      "?, ?, blocks ?, rewrites ?, scans ?, until transaction, new: unknown",
    ]);
  });

  test("follow the schema from statement to statement", () => {
    const body = `${create}\nop.create_check_constraint("ck", "t", "a IS NOT NULL")\nop.alter_column("t", "a", nullable=False)`;
    expect(lastEffects(body)).toEqual(["t, ACCESS EXCLUSIVE, blocks nothing, until transaction, new: yes"]);
    const without = `${create}\nop.alter_column("t", "a", nullable=False)`;
    expect(lastEffects(without)[0]).toContain("scans");
  });

  test("of a timestamp depend on the TimeZone that the migration sets", () => {
    const change = 'op.alter_column("t", "at", type_=sa.DateTime(timezone=True))';
    const made = 'op.create_table("t", sa.Column("at", sa.DateTime))';
    expect(lastEffects(`${made}\n${change}`)[0]).toContain("rewrites ?");
    expect(lastEffects(`${made}\nop.execute("SET LOCAL timezone = 'UTC'")\n${change}`)[0]).not.toContain("rewrites");
    expect(lastEffects(`${made}\nop.execute("SET TIME ZONE 'Europe/Berlin'")\n${change}`)[0]).toContain("rewrites,");
  });

  test("under a condition the schema is in doubt afterwards", () => {
    const body = `${create}\nimport vault\nif vault.flag():\n    op.create_check_constraint("ck", "t", "a IS NOT NULL")\nop.alter_column("t", "a", nullable=False)`;
    expect(lastEffects(body)[0]).toContain("scans ?");
  });
});

describe("what is shown", () => {
  const shown = (body: string) => {
    const { statements } = emitPython(body, parser);
    const plan = lockPlan(statements, { postgres: 17, schema: empty });
    return shownEffects(plan.effects(statements.at(-1) as never)).map((it) => it.relation && displayName(it.relation));
  };
  const commit = 'op.execute("COMMIT")';
  const index = 'op.create_index("ix", "t", ["a"])';

  test("an index beside its table only where it is locked harder", () => {
    expect(shown(`${create}\n${index}\n${commit}\nop.drop_index("ix", "t")`)).toEqual(["t"]);
    expect(shown(`${create}\n${index}\n${commit}\nop.execute("REINDEX INDEX ix")`)).toEqual(["t", "ix"]);
    expect(shown(`${create}\n${index}\n${commit}\nop.execute("UPDATE t SET a = 'x'")`)).toEqual(["t"]);
  });
});

describe("the transaction", () => {
  const stateAtLast = (body: string, transactionPerMigration: boolean | null = null) => {
    const { statements } = emitPython(body, parser);
    const plan = lockPlan(statements, { postgres: 17, schema: empty, transactionPerMigration });
    const last = statements.at(-1);
    if (last === undefined) throw new Error("There is no statement.");
    return {
      state: plan.transaction(last),
      held: plan.heldBefore(last).map((it) => `${it.relation && displayName(it.relation)} ${it.mode}`),
    };
  };
  const asks = 'op.drop_column("asks", "a")';
  const set = (text: string): string => `op.execute("${text}")`;

  test("holds the strongest lock on each relation", () => {
    const body = [set("UPDATE t SET a = 1"), set("ALTER TABLE t ADD COLUMN b text"), set("SELECT a FROM u"), asks].join(
      "\n",
    );
    expect(stateAtLast(body).held).toEqual(["t ACCESS EXCLUSIVE", "u ACCESS SHARE"]);
  });

  test("gives its locks back when it ends", () => {
    expect(stateAtLast([set("ALTER TABLE t ADD COLUMN b text"), set("COMMIT"), asks].join("\n")).held).toEqual([]);
    expect(stateAtLast(`${set("ALTER TABLE t ADD COLUMN b text")}\n${block}${asks}`).held).toEqual([]);
  });

  test.for([
    ["nothing is set", asks, { set: "no", value: null, local: false }],
    ["SET", `${set("SET lock_timeout = '2s'")}\n${asks}`, { set: "yes", value: "2s", local: false }],
    ["SET LOCAL", `${set("SET LOCAL lock_timeout = '2s'")}\n${asks}`, { set: "yes", value: "2s", local: true }],
    [
      "SET LOCAL is lost behind an autocommit block",
      `${set("SET LOCAL lock_timeout = '2s'")}\n${block}${set("SELECT 1")}\n${asks}`,
      { set: "no", value: null, local: false },
    ],
    [
      "SET stays behind it",
      `${block}${set("SET lock_timeout = '2s'")}\n${asks}`,
      { set: "yes", value: "2s", local: false },
    ],
    [
      "RESET",
      `${set("SET lock_timeout = '2s'")}\n${set("RESET lock_timeout")}\n${asks}`,
      { set: "no", value: null, local: false },
    ],
    [
      "RESET ALL",
      `${set("SET lock_timeout = '2s'")}\n${set("RESET ALL")}\n${asks}`,
      { set: "no", value: null, local: false },
    ],
    [
      "under a condition",
      `import vault\nif vault.flag():\n    ${set("SET lock_timeout = '2s'")}\n${asks}`,
      { set: "unknown", value: null, local: false },
    ],
    [
      "behind what cannot be read",
      `import vault\nop.execute(vault.secret())\n${asks}`,
      { set: "unknown", value: null, local: false },
    ],
  ] as const)("knows the lock timeout: %s", ([, body, expected]) => {
    expect(stateAtLast(body).state.lockTimeout).toEqual(expected);
  });

  test("is shared with other revisions unless each has its own, or a commit stands between", () => {
    expect(stateAtLast(asks, true).state.sharedWithOthers).toBe("no");
    expect(stateAtLast(asks, false).state.sharedWithOthers).toBe("yes");
    expect(stateAtLast(asks).state.sharedWithOthers).toBe("unknown");
    expect(stateAtLast(`${set("COMMIT")}\n${asks}`, false).state.sharedWithOthers).toBe("no");
  });
});
