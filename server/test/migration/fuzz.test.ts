import { describe, expect, test } from "vitest";
import { readMigration } from "../../src/migration/read-migration.ts";
import { rounds } from "../harness/rounds.ts";

/** A small generator with a seed (mulberry32), so that a failure can be repeated. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const whole = `"""add users

Revision ID: a1
Revises: b2
Create Date: 2024-01-02
"""
from alembic import op, context
import sqlalchemy as sa
from sqlalchemy import orm
from somewhere import thing

revision: str = "a1"
down_revision = ("b2", f"c{3}")
branch_labels = None
depends_on = {"x"}
NAMES = [n.upper() for n in ("a", "b") if n]


def helper(table, *columns, **kw):
    for column in columns:
        op.add_column(table, sa.Column(column, sa.Text(), **kw))


def upgrade():
    bind = op.get_bind()
    with op.batch_alter_table("t", schema=thing) as b:
        b.add_column(sa.Column("x", sa.Integer(), sa.ForeignKey("u.id"), nullable=False))
        with op.get_context().autocommit_block():
            op.execute("CREATE INDEX CONCURRENTLY i ON %s (a)" % NAMES[0])
    try:
        helper("t", *NAMES, server_default=sa.text("now()"))
    except Exception as error:
        raise
    session = orm.Session(bind=bind)
    for row in session.execute(sa.text("SELECT 1")).fetchall():
        session.add(row)
    sa.Enum("a", name="e").create(bind, checkfirst=True)
    if bind.dialect.name == "postgresql" and not context.is_offline_mode():
        op.drop_table("q")
    while thing:
        op.create_thing(thing[0])


def downgrade(engine_name):
    globals()["downgrade_%s" % engine_name]()
`;
const fragments = whole.match(/\w+|[^\w\s]|\n\s*|\s+/g) ?? [];

describe("readMigration never throws and always ends", () => {
  test("every prefix of a migration", () => {
    const step = whole.length / rounds(Math.ceil(whole.length / 3), 120);
    for (let end = 0; end <= whole.length; end += step) readMigration("a.py", whole.slice(0, Math.floor(end)));
    expect(readMigration("a.py", whole).upgrade.operations.length).toBeGreaterThan(5);
  });

  test.each([1, 2, 3, 4])("fragments that are removed, doubled and exchanged, seed %i", (seed) => {
    const random = generator(seed);
    for (let round = 0; round < rounds(150, 30); round++) {
      const parts = [...fragments];
      for (let change = random(12); change >= 0; change--) {
        const at = random(parts.length);
        const kind = random(4);
        if (kind === 0) parts.splice(at, 1 + random(5));
        else if (kind === 1) parts.splice(at, 0, fragments[random(fragments.length)] ?? "");
        else if (kind === 2) parts.splice(at, 1, fragments[random(fragments.length)] ?? "");
        else parts.splice(at, 0, ...parts.slice(at, at + random(30)));
      }
      const text = parts.join("");
      let file: ReturnType<typeof readMigration> | null = null;
      expect(() => {
        file = readMigration("a.py", text);
      }, text).not.toThrow();
      checkSpans(file, text);
    }
  });

  test("programs that do not end, recursion, huge values", () => {
    const bodies = [
      "while True:\n        op.execute('x')",
      "x = 'a'\n    while True:\n        x = x + x",
      "for i in range(10 ** 12):\n        op.execute('x')",
      "upgrade()",
      "x = ['a'] * (10 ** 10)",
      "x = 10 ** 10 ** 10",
      "op.execute('%1000000000s' % 'x')",
    ];
    for (const body of bodies) {
      const start = performance.now();
      const file = readMigration("a.py", `from alembic import op\ndef upgrade():\n    ${body}\n`);
      // Each takes a fraction of a second; the limit only has to tell an end from none on a busy machine.
      expect(performance.now() - start, body).toBeLessThan(15_000);
      expect(file.upgrade.kind).toBe("function");
    }
  }, 120_000);
});

function checkSpans(file: ReturnType<typeof readMigration> | null, text: string): void {
  for (const body of [file?.upgrade, file?.downgrade]) {
    body?.operations.forEach((operation, i) => {
      expect(operation.index).toBe(i);
      const { call } = operation.site;
      expect(call.start >= 0 && call.start <= call.end && call.end <= text.length, text).toBe(true);
    });
    for (const gap of body?.gaps ?? []) {
      expect(gap.before >= 0 && gap.before <= (body?.operations.length ?? 0), text).toBe(true);
      expect(gap.span.end <= text.length, text).toBe(true);
    }
  }
}
