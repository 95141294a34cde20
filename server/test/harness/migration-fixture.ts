/** What a block of Python stands for: a whole migration file. */
export interface MigrationFixture {
  readonly path: string;
  readonly text: string;
  /** Takes off again what was put around the block; null when the surroundings were changed too. */
  inner(text: string): string | null;
}

export interface FixtureHeader {
  readonly path?: string | null;
  readonly revision?: string;
  /** Ids separated by commas; empty for a base. */
  readonly down?: string;
  /** The text is a whole file already. */
  readonly raw?: boolean;
}

/** Puts the header of a migration before a block, and a `downgrade()` that raises behind it when it has none. */
export function migrationFixture(block: string, header: FixtureHeader): MigrationFixture {
  const revision = header.revision ?? "b2";
  const path = header.path ?? `versions/${revision}.py`;
  if (header.raw === true) return { path, text: `${block}\n`, inner: (text) => text.replace(/\n$/, "") };
  const parents = (header.down ?? "a1").split(",").filter((it) => it !== "");
  const quoted = parents.map((it) => `"${it}"`);
  const down = quoted.length === 0 ? "None" : quoted.length === 1 ? quoted[0] : `(${quoted.join(", ")})`;
  const before = `"""Fixture.

Revision ID: ${revision}
Revises: ${parents.join(", ")}

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "${revision}"
down_revision = ${down}
branch_labels = None
depends_on = None


`;
  const complete = /^def downgrade\b/m.test(block) || !/^def upgrade\b/m.test(block);
  const after = complete ? "\n" : '\n\n\ndef downgrade():\n    raise NotImplementedError("Fixture.")\n';
  return {
    path,
    text: before + block + after,
    inner: (text) =>
      text.startsWith(before) && text.endsWith(after) ? text.slice(before.length, text.length - after.length) : null,
  };
}
