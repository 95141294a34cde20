import { expect, test } from "vitest";
import { readMigration } from "../../src/migration/read-migration.ts";

function calls(body: string): readonly string[] {
  const lines = body.split("\n").map((it) => `    ${it}`);
  const text = `import os\nimport sqlalchemy as sa\nfrom alembic import op\nfrom sqlalchemy.orm import Session, sessionmaker\n\n\ndef upgrade():\n${lines.join("\n")}\n`;
  const { upgrade } = readMigration("a.py", text);
  return upgrade.calls.map((it) => {
    const flags = [
      it.begun ? "" : " unused",
      it.inSavepoint ? " in savepoint" : "",
      it.autocommit ? " autocommit" : "",
    ];
    const own = it.own === null ? "unknown" : it.own ? "own" : "other";
    return `${it.before} ${own} ${it.on}.${it.method}${flags.join("")}`;
  });
}

test("calls that steer the transaction of the migration", () => {
  expect(calls('bind = op.get_bind()\nop.drop_table("a")\nbind.commit()\nbind.rollback()\nbind.close()')).toEqual([
    "1 own connection.commit",
    "2 own connection.rollback",
    "3 own connection.close",
  ]);
  expect(calls("with op.get_bind().begin():\n    pass")).toEqual(["0 own connection.begin"]);
  expect(calls("transaction = op.get_bind().begin_nested()\ntransaction.rollback()")).toEqual([
    "0 own connection.begin_nested",
    "0 own savepoint.rollback",
  ]);
  expect(calls("op.get_bind().get_transaction().commit()")).toEqual(["0 own transaction.commit"]);
});

test("savepoints and autocommit blocks around a call", () => {
  const block = "with op.get_context().autocommit_block():";
  expect(
    calls(`with op.get_bind().begin_nested():\n    ${block}\n        pass\n${block}\n    op.get_bind().commit()`),
  ).toEqual([
    "0 own connection.begin_nested",
    "0 own context.autocommit_block in savepoint",
    "0 own context.autocommit_block",
    "0 own connection.commit autocommit",
  ]);
});

test("other connections", () => {
  expect(calls("with op.get_bind().engine.begin() as c:\n    pass")).toEqual(["0 other connection.connect"]);
  expect(calls('sa.create_engine("x://").connect().commit()')).toEqual([
    "0 other connection.connect",
    "0 other connection.commit",
  ]);
});

test("sessions, by what they are bound to", () => {
  expect(calls("s = Session(bind=op.get_bind())\ns.rollback()\ns.execute(sa.text('SELECT 1'))\ns.rollback()")).toEqual([
    "0 own session.rollback unused",
    "1 own session.rollback",
  ]);
  expect(calls("s = sessionmaker(bind=op.get_bind())()\ns.commit()")).toEqual(["0 own session.commit unused"]);
  expect(calls('make = sessionmaker(bind=sa.create_engine("x://"))\nmake().commit()')).toEqual([
    "0 other session.connect",
    "0 other session.commit unused",
  ]);
  expect(calls("Session(bind=os.environ['X']).rollback()")).toEqual(["0 unknown session.rollback unused"]);
});
