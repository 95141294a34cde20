/** Migrations whose way back the replayed schema tells: what was there before, and what the revision does. */
export const downgradeCases: readonly { readonly name: string; readonly before: string; readonly upgrade: string }[] =
  [];
const tables = `def upgrade():
    op.execute("CREATE TYPE mood AS ENUM ('sad', 'happy: yes')")
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(20), nullable=False, unique=True),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("email", sa.String(100), server_default="a:b", nullable=False),
        sa.Column("team_id", sa.Integer(), sa.ForeignKey("teams.id", ondelete="CASCADE"), nullable=True),
        sa.Column("mood", postgresql.ENUM(name="mood", create_type=False), server_default="sad"),
        sa.Column("made", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("price", sa.Numeric(10, 2), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("number", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("twice", sa.Integer(), sa.Computed("number * 2", persisted=True)),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.UniqueConstraint("email", "team_id", name="uq_users_email_team", deferrable=True, initially="DEFERRED"),
        sa.CheckConstraint("days > 0 AND email <> ' :x'", name="ck_users_days"),
    )
    op.create_index("ix_users_email", "users", ["email"])
    op.create_index("ix_users_lower", "users", [sa.text("lower(email)")], unique=True, postgresql_where=sa.text("days > 1"))
    op.create_index("ix_users_tags", "users", ["tags"], postgresql_using="gin")
`;

function add(name: string, upgrade: string, before: string = tables): void {
  (downgradeCases as { name: string; before: string; upgrade: string }[]).push({
    name,
    before,
    upgrade: `def upgrade():\n${upgrade
      .split("\n")
      .map((it) => `    ${it}`)
      .join("\n")}`,
  });
}

add("a dropped table", 'op.drop_table("users")');
add("a table to which another refers", 'op.drop_table("users")\nop.drop_table("teams")');
add("DROP TABLE of several", 'op.execute("DROP TABLE teams, users CASCADE")');
add("a table, dropped with what rests on it", 'op.execute("DROP TABLE teams CASCADE")');
for (const column of ["email", "team_id", "mood", "made", "price", "tags", "twice", "days"])
  add(`the dropped column ${column}`, `op.drop_column("users", "${column}")`);
add("a key that others refer to", 'op.execute("ALTER TABLE teams DROP CONSTRAINT teams_pkey CASCADE")');
add(
  "dropped constraints",
  'op.drop_constraint("uq_users_email_team", "users", type_="unique")\nop.drop_constraint("ck_users_days", "users", type_="check")\nop.drop_constraint("users_team_id_fkey", "users", type_="foreignkey")',
);
add(
  "dropped indexes",
  'op.drop_index("ix_users_email", "users")\nop.drop_index("ix_users_lower", table_name="users")\nop.drop_index("ix_users_tags")',
);
add(
  "an index, dropped concurrently",
  'with op.get_context().autocommit_block():\n    op.drop_index("ix_users_email", "users", postgresql_concurrently=True)',
);
add(
  "altered columns",
  'op.alter_column("users", "email", type_=sa.Text(), nullable=True, server_default=None)\nop.alter_column("users", "price", type_=sa.Integer(), postgresql_using="price::int")\nop.alter_column("users", "team_id", nullable=False)\nop.alter_column("users", "made", server_default=None)',
);
add(
  "a text that becomes a number",
  'op.execute("ALTER TABLE users ALTER email DROP DEFAULT, ALTER email TYPE int USING length(email)")',
);
add(
  "in a batch block",
  'with op.batch_alter_table("users") as batch_op:\n    batch_op.drop_column("price")\n    batch_op.drop_index("ix_users_email")\n    batch_op.add_column(sa.Column("fax", sa.Text()))',
);
add("an enum with its column", 'op.drop_column("users", "mood")\nop.execute("DROP TYPE mood")');
add(
  "a constraint without a name",
  'op.create_unique_constraint(None, "users", ["days"])\nop.create_check_constraint(None, "users", "days < 9")\nop.create_foreign_key(None, "users", "teams", ["days"], ["id"])',
);
add(
  "a type without words in SQLAlchemy",
  'op.drop_column("users", "p")\nop.drop_table("points")',
  `${tables}    op.execute("ALTER TABLE users ADD COLUMN p point DEFAULT '(1,2)' NOT NULL")
    op.execute("CREATE TABLE points (id serial, p point, PRIMARY KEY (id))")
`,
);
add(
  "another schema",
  'op.drop_column("orders", "code", schema="shop")\nop.drop_table("items", schema="shop")',
  `def upgrade():
    op.execute("CREATE SCHEMA shop")
    op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("code", sa.Text(), index=True), schema="shop")
    op.create_table("items", sa.Column("id", sa.Integer(), autoincrement=False, primary_key=True), sa.Column("order_id", sa.Integer(), sa.ForeignKey("shop.orders.id")), schema="shop")
`,
);
add(
  "names with capitals and quotes",
  'op.drop_table("Odd \\"name\\"")',
  `def upgrade():
    op.create_table("Odd \\"name\\"", sa.Column("Id", sa.SmallInteger(), primary_key=True), sa.Column("select", sa.CHAR(3), sa.CheckConstraint("\\"select\\" <> 'x'")))
    op.create_index("Ix Odd", "Odd \\"name\\"", ["select"])
`,
);
add(
  "what the call says of the column is wrong",
  'op.alter_column("users", "email", existing_type=sa.Integer(), type_=sa.Text(), existing_nullable=False)\nop.alter_column("users", "days", existing_nullable=True, nullable=True)',
);
add(
  "an index that becomes a constraint",
  'op.create_index("uq_users_days", "users", ["days"], unique=True)\nop.execute("ALTER TABLE users ADD CONSTRAINT uq_users_number UNIQUE USING INDEX uq_users_days")',
);
add(
  "an index that becomes a constraint of its name",
  'op.create_index("uq_users_days", "users", ["days"], unique=True)\nop.execute("ALTER TABLE users ADD CONSTRAINT uq_users_days UNIQUE USING INDEX uq_users_days")',
);
