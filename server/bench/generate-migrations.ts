/** A source of numbers from 0 to 1 that a seed decides (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface GeneratedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Migrations as they are written: sizes and directives are distributed as in 8,578 files of 87 public projects. Half of the files are shorter
 * than about 900 characters, one in twenty is longer than 3,400, a few are very long; directives by their frequency; a quarter of the SQL text is
 * built; loops, conditions, connections and helpers as often as there. One chain with now and then a branch that is merged again.
 */
export function generateMigrations(count: number, seed: number): readonly GeneratedFile[] {
  const random = randomSource(seed);
  const files: GeneratedFile[] = [];
  let heads: string[] = [];
  for (let index = 0; index < count; index++) {
    const revision = Array.from({ length: 12 }, () => Math.floor(random() * 16).toString(16)).join("");
    const isMerge = heads.length > 1 && random() < 0.5;
    const branches = !isMerge && heads.length === 1 && files.length > 2 && random() < 0.02;
    const parents = isMerge ? heads : heads.slice(0, 1);
    const previous = branches ? [...(parentOf(files) ?? parents)] : parents;
    files.push({
      name: `${revision}_${words(random, 3).join("_")}.py`,
      text: migrationText({ random, revision, parents: previous, index, isMerge }),
    });
    heads = isMerge ? [revision] : branches ? [...heads, revision] : [revision, ...heads.slice(1)];
  }
  return files;
}

/** The parent of the last file, so that a new one beside it makes a branch point. */
function parentOf(files: readonly GeneratedFile[]): readonly string[] | null {
  const match = /^down_revision = '(\w+)'/m.exec(files.at(-1)?.text ?? "");
  return match?.[1] === undefined ? null : [match[1]];
}

interface Surroundings {
  readonly random: () => number;
  readonly revision: string;
  readonly parents: readonly string[];
  readonly index: number;
  readonly isMerge: boolean;
}

function migrationText({ random, revision, parents, index, isMerge }: Surroundings): string {
  const down =
    parents.length === 0
      ? "None"
      : parents.length === 1
        ? `'${parents[0]}'`
        : `(${parents.map((it) => `'${it}'`).join(", ")})`;
  const date = new Date(Date.UTC(2018, 0, 1) + index * 86_400_000).toISOString().slice(0, 19).replace("T", " ");
  // Log-normal: the median file has two or three directives in all, one in twenty more than a dozen; one in 300 is data.
  const normal = Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
  const many = isMerge ? 0 : Math.max(1, Math.round(1.6 * Math.exp(0.95 * normal)));
  const isData = !isMerge && random() < 1 / 300;
  const upgrade = isMerge ? [] : isData ? [dataStatement(random)] : body(random, many, forward);
  const chance = random();
  const downgrade =
    isMerge || chance < 0.085 ? [] : chance < 0.11 ? ["raise NotImplementedError()"] : body(random, many, backward);
  const hasDowngrade = isMerge || chance < 0.946;
  const indent = (lines: readonly string[]): string =>
    (lines.length === 0 ? ["pass"] : lines).map((it) => it.replaceAll(/^(?=.)/gm, "    ")).join("\n");
  return `"""${words(random, 4).join(" ")}

Revision ID: ${revision}
Revises: ${parents.join(", ")}
Create Date: ${date}.123456

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = '${revision}'
down_revision = ${down}
branch_labels = None
depends_on = None
${upgrade.some((it) => it.includes("move_rows(")) ? '\n\ndef move_rows(table, column):\n    op.execute(f"UPDATE {table} SET {column} = id")\n' : ""}

def upgrade():
${indent(upgrade)}
${hasDowngrade ? `\n\ndef downgrade():\n${indent(downgrade)}\n` : ""}`;
}

type Directive = (random: () => number) => string;

/** Straight lines, or in 13 of 100 a connection, 2.5 a loop, 3 a condition, 1 a helper. */
function body(random: () => number, many: number, pick: Directive): readonly string[] {
  const lines = Array.from({ length: many }, () => pick(random));
  const chance = random();
  if (chance < 0.13)
    lines.push(
      `conn = op.get_bind()\nrows = conn.execute(sa.text("SELECT id FROM ${name(random)}")).fetchall()\nfor row in rows:\n    conn.execute(sa.text("UPDATE ${name(random)} SET ${name(random)} = :v"), {"v": row.id})`,
    );
  else if (chance < 0.155)
    lines.push(
      `for table in ("${name(random)}", "${name(random)}", "${name(random)}"):\n    op.add_column(table, sa.Column("${name(random)}", sa.Integer(), nullable=True))`,
    );
  else if (chance < 0.185)
    lines.push(
      `inspector = sa.inspect(op.get_bind())\nif "${name(random)}" in inspector.get_table_names():\n    ${pick(random).replaceAll("\n", "\n    ")}`,
    );
  else if (chance < 0.195) lines.push(`move_rows("${name(random)}", "${name(random)}")`);
  return lines;
}

const shared: readonly (readonly [number, Directive])[] = [
  [18, execute],
  [
    8,
    (random) =>
      `op.alter_column('${name(random)}', '${name(random)}',\n           existing_type=${type(random)},\n           nullable=${random() < 0.5 ? "True" : "False"})`,
  ],
  [
    1,
    (random) =>
      `op.bulk_insert(sa.table('${name(random)}', sa.column('${name(random)}')), [{'${name(random)}': 1}, {'${name(random)}': 2}])`,
  ],
];

const forward = weighted([
  ...shared,
  [
    15,
    (random) =>
      `op.add_column('${name(random)}', sa.Column('${name(random)}', ${type(random)}, nullable=${random() < 0.08 ? "False" : "True"}))`,
  ],
  [
    15,
    (random) =>
      `op.create_index(op.f('ix_${name(random)}_${name(random)}'), '${name(random)}', ['${name(random)}'], unique=${random() < 0.2 ? "True" : "False"})`,
  ],
  [9, createTable],
  [
    3,
    (random) =>
      `op.create_foreign_key(${random() < 0.47 ? "None" : `'fk_${name(random)}'`}, '${name(random)}', '${name(random)}', ['${name(random)}_id'], ['id'])`,
  ],
  [
    2,
    (random) =>
      `op.create_unique_constraint(${random() < 0.12 ? "None" : `'uq_${name(random)}'`}, '${name(random)}', ['${name(random)}'])`,
  ],
  [
    2,
    (random) =>
      `with op.batch_alter_table('${name(random)}') as batch_op:\n    batch_op.add_column(sa.Column('${name(random)}', ${type(random)}))\n    batch_op.drop_column('${name(random)}')`,
  ],
]);

const backward = weighted([
  ...shared,
  [15, (random) => `op.drop_column('${name(random)}', '${name(random)}')`],
  [13, (random) => `op.drop_index(op.f('ix_${name(random)}_${name(random)}'), table_name='${name(random)}')`],
  [9, (random) => `op.drop_table('${name(random)}')`],
  [
    4,
    (random) =>
      `op.drop_constraint(${random() < 0.1 ? "None" : `'fk_${name(random)}'`}, '${name(random)}', type_='foreignkey')`,
  ],
]);

function weighted(choices: readonly (readonly [number, Directive])[]): Directive {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0);
  return (random) => {
    let left = random() * total;
    for (const [weight, directive] of choices) {
      left -= weight;
      if (left <= 0) return directive(random);
    }
    return execute(random);
  };
}

function execute(random: () => number): string {
  const chance = random();
  const table = name(random);
  if (chance < 0.15) return `op.execute(f"UPDATE {'${table}'} SET ${name(random)} = {1 + 2} WHERE id > 0")`;
  if (chance < 0.25) return `op.execute("ALTER TYPE ${table}_status ADD VALUE IF NOT EXISTS '${name(random)}'")`;
  if (chance < 0.45)
    return `op.execute("""\n    UPDATE ${table}\n    SET ${name(random)} = (SELECT count(*) FROM ${name(random)} o WHERE o.${table}_id = ${table}.id)\n    WHERE ${name(random)} IS NULL\n""")`;
  if (chance < 0.7) return `op.execute("ALTER TABLE ${table} ADD COLUMN ${name(random)} integer DEFAULT 0")`;
  if (chance < 0.85)
    return `op.execute("INSERT INTO ${table} (${name(random)}, ${name(random)}) VALUES ('a', 'b'), ('c', 'd')")`;
  return `op.execute('UPDATE ${table} SET ' + "${name(random)} = now()")`;
}

function createTable(random: () => number): string {
  const columns = Array.from(
    { length: 3 + Math.floor(random() * 8) },
    () => `sa.Column('${name(random)}', ${type(random)}, nullable=${random() < 0.5 ? "True" : "False"})`,
  );
  const key = random() < 0.59 ? "" : `, name='fk_${name(random)}'`;
  return `op.create_table('${name(random)}',\n    sa.Column('id', sa.Integer(), nullable=False),\n    ${columns.join(",\n    ")},\n    sa.ForeignKeyConstraint(['${name(random)}_id'], ['${name(random)}.id']${key}),\n    sa.PrimaryKeyConstraint('id')\n)`;
}

/** Templates of e-mails and the like: tens of thousands of characters of SQL. */
function dataStatement(random: () => number): string {
  const rows = Array.from(
    { length: 200 + Math.floor(random() * 1_500) },
    (_, row) => `    (${row}, '${words(random, 8).join(" ")}')`,
  );
  return `op.execute("""\n    INSERT INTO ${name(random)} (id, body) VALUES\n${rows.join(",\n")}\n""")`;
}

const vocabulary =
  "account address amount article audit batch bill body cart category city code comment contact country coupon customer delivery device email event file flag group history image invoice item job key label language letter line link list location log member message method name note notification number option order organisation owner page payment permission person phone plan post price product profile project provider queue rate reason record region report request result role rule service session setting shop sort source stage status stock store tag task team template text thread ticket token topic type unit upload user value vendor version view visit zone".split(
    " ",
  );

function words(random: () => number, many: number): readonly string[] {
  return Array.from({ length: many }, () => vocabulary[Math.floor(random() * vocabulary.length)] ?? "x");
}

function name(random: () => number): string {
  return words(random, random() < 0.4 ? 1 : 2).join("_");
}

const types = [
  "sa.Integer()",
  "sa.String(length=255)",
  "sa.Text()",
  "sa.Boolean()",
  "sa.DateTime(timezone=True)",
  "postgresql.UUID(as_uuid=True)",
  "postgresql.JSONB(astext_type=sa.Text())",
  "sa.Numeric(precision=10, scale=2)",
  "sa.Enum('new', 'paid', 'sent', name='status')",
];

function type(random: () => number): string {
  return types[Math.floor(random() * types.length)] ?? "sa.Text()";
}
