import { pythonString } from "../../lint/fixes/python-text.ts";
import { compareVersions } from "../../project/compare-versions.ts";

/** What a template may name. */
export interface TemplateValues {
  readonly revision: string;
  readonly downRevisions: readonly string[];
  readonly message: string;
  readonly createDate: string;
}

/**
 * A new revision without operations as `script.py.mako` of Alembic's generic template renders it. `version` is the project's Alembic; null takes
 * the newest form. The forms are those of 0.8.9, 1.8, 1.11.2, 1.15 and 1.16.2; an older Alembic gets the first of them, which it reads as well.
 */
export function alembicTemplate(version: string | null, values: TemplateValues): string {
  const since = (it: string): boolean => version === null || compareVersions(version, it) >= 0;
  const several = ": Union[str, Sequence[str], None]";
  const typed = since("1.11.2");
  const down = !typed ? "" : since("1.16.2") ? several : ": Union[str, None]";
  const labels = typed ? several : "";
  const returns = since("1.8") ? " -> None" : "";
  const body = (what: string): string => (since("1.15") ? `    """${what} schema."""\n    pass` : "    pass");
  return `"""${values.message}

Revision ID: ${values.revision}
Revises: ${values.downRevisions.join(", ")}
Create Date: ${values.createDate}

"""
${typed ? "from typing import Sequence, Union\n\n" : ""}from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision${typed ? ": str" : ""} = ${pythonString(values.revision, "'")}
down_revision${down} = ${downRevisionLiteral(values.downRevisions)}
branch_labels${labels} = None
depends_on${labels} = None


def upgrade()${returns}:
${body("Upgrade")}


def downgrade()${returns}:
${body("Downgrade")}
`;
}

/** As `repr()` writes a down revision: `None`, one text, or a tuple. */
export function downRevisionLiteral(ids: readonly string[]): string {
  const literals = ids.map((it) => pythonString(it, "'"));
  return literals.length === 0 ? "None" : literals.length === 1 ? (literals[0] ?? "") : `(${literals.join(", ")})`;
}
