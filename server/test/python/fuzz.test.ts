import { expect, test } from "vitest";
import { parseModule } from "../../src/python/parse.ts";
import type { StringPiece } from "../../src/python/syntax.ts";
import { dumpModule } from "../harness/dump-python.ts";
import { record } from "../harness/recording-host.ts";
import { rounds } from "../harness/rounds.ts";
import type { Random } from "../oracle/random.ts";
import { random } from "../oracle/random.ts";

const migration = `"""Add things

Revision ID: 1a2b
Revises: 0f0f
"""
from db import op
import lib as sa
from lib.dialects import postgresql

revision = "1a2b"
down_revision = "0f0f"
branch_labels = None
TABLES = ("users", 'teams')  # both
SQL = f"""
    UPDATE {TABLES[0]} SET a = '{{}}'
"""


def upgrade():
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("x", sa.Integer(), nullable=True))
    for table in TABLES:
        op.create_index(op.f(f"ix_{table}_x"), table, ["x"], unique=False)
    try:
        rows = op.get_bind().execute(sa.text("SELECT 1")).fetchall()
    except Exception as error:
        raise ValueError("no %s" % error) from None
    else:
        op.execute(SQL.format(*rows) + "x" * 2)
    if not rows:
        return
    elif rows[0][1:2]:
        op.drop_table("a" "b", **{"if_exists": True})
    op.bulk_insert(sa.table("t"), [{"id": i, "n": lambda q: q} for i in range(3) if i != 1])
    match rows:
        case [x, *_]:
            op.execute(x)
    while (n := len(TABLES)) > 3 and rows is not None:
        n -= 1


class Kind(str):
    A = "a"

    @property
    def label(self) -> str:
        return self.A.upper()


async def downgrade() -> None:
    await op.run(async_=[*TABLES])
    op.drop_column('users', """x""", schema={1, 2})
`;

import { seed } from "../harness/seed.ts";

const fragments = [
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  '"',
  "'",
  '"""',
  "'''",
  "\\",
  "\n",
  "\r\n",
  "\t",
  " ",
  ":",
  ",",
  ".",
  "=",
  "==",
  ":=",
  "*",
  "**",
  "@",
  "%",
  "#",
  ";",
  "->",
  "\0",
  "\ufeff",
  "€",
  "😀",
  "def ",
  "class ",
  "if ",
  "else:",
  "for ",
  "in ",
  "while True:",
  "with ",
  "try:",
  "except:",
  "finally:",
  "return ",
  "yield ",
  "await ",
  "async ",
  "lambda ",
  "not ",
  "and ",
  "or ",
  "is ",
  "import ",
  "from ",
  "raise ",
  "global x",
  "match x:",
  "case _:",
  "del ",
  "pass",
  "f'{",
  "t'",
  "rb'",
  "\\N{",
  "\\x",
  "0x",
  "1e",
  "1_",
  "...",
  "print 1",
  "    ",
  "\n    ",
  "\n\n\n",
  "x = ",
  "op.execute(",
];

/** Cuts, doubles, swaps, deletes and inserts: what typing, pasting and merging do to a file. */
function damage(source: string, random: Random): string {
  let text = source;
  const times = 1 + random.below(4);
  for (let i = 0; i < times; i++) {
    const at = random.below(text.length + 1);
    const length = random.below(random.chance(0.2) ? 400 : 12);
    switch (random.below(6)) {
      case 0:
        text = text.slice(0, at);
        break;
      case 1:
        text = text.slice(0, at) + text.slice(at + length);
        break;
      case 2:
        text = text.slice(0, at) + text.slice(at, at + length) + text.slice(at);
        break;
      case 3:
        text = text.slice(at, at + length) + text.slice(0, at) + text.slice(at + length);
        break;
      default:
        text = text.slice(0, at) + random.pick(fragments) + text.slice(at);
    }
  }
  return text;
}

/** Spans lie in the text and those of children in their parents' file; verbatim pieces are the text. */
function checkPlaces(node: unknown, text: string): void {
  if (typeof node !== "object" || node === null) return;
  if ("span" in node) {
    const { start, end } = node.span as { start: number; end: number };
    if (!(start >= 0 && start <= end && end <= text.length)) throw new Error(`span ${start}..${end} of ${text.length}`);
  }
  if ("pieces" in node && "value" in node) {
    for (const piece of node.pieces as readonly StringPiece[]) {
      const part = String(node.value).slice(piece.at, piece.at + piece.length);
      if (part.length !== piece.length) throw new Error("a piece outside its string");
      if (piece.verbatim && text.slice(piece.span.start, piece.span.end) !== part)
        throw new Error("a piece that is not there");
    }
  }
  for (const [key, value] of Object.entries(node)) if (key !== "text") checkPlaces(value, text);
}

function check(text: string): void {
  const module = parseModule(text);
  checkPlaces(module, text);
  dumpModule(module);
  for (const call of ["upgrade", "downgrade"]) {
    const { run } = record(text, { budget: 3000, call });
    for (const value of run.globals.values()) if (value.type === "str") checkPlaces(value, text);
  }
}

test("the text itself is fine", () => {
  expect(parseModule(migration).errors).toEqual([]);
  const { lines } = record(migration, { call: "upgrade" });
  expect(lines.length).toBeGreaterThan(8);
});

test("every truncation", () => {
  const step = migration.length / rounds(Math.ceil(migration.length / 3), 120);
  for (let end = 0; end < migration.length; end += step) check(migration.slice(0, Math.floor(end)));
});

test("a function below the place where somebody types is not lost", () => {
  // At the end of each line of upgrade(), the rest of the line is not written yet.
  const start = migration.indexOf("def upgrade") + "def upgrade".length;
  const end = migration.indexOf("class Kind");
  const lost: string[] = [];
  for (let at = start; at < end; at++) {
    if (!/[\w,(["]/.test(migration.charAt(at - 1))) continue;
    const lineEnd = migration.indexOf("\n", at);
    const text = migration.slice(0, at) + migration.slice(lineEnd);
    const names = parseModule(text).body.flatMap((it) => ("name" in it ? [it.name] : []));
    if (!names.includes("downgrade") || !names.includes("upgrade"))
      lost.push(migration.slice(migration.lastIndexOf("\n", at) + 1, at));
  }
  expect(lost).toEqual([]);
});

test(`damaged text (LIMBECK_SEED=${seed})`, () => {
  const source = random(seed);
  for (let i = 0; i < rounds(250, 50); i++) {
    const text = damage(migration, source);
    try {
      check(text);
    } catch (error) {
      throw new Error(`seed ${seed}, turn ${i}: ${String(error)}\n${JSON.stringify(text)}`, { cause: error });
    }
  }
});
