import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { FixContext } from "../../src/service/fix-context.ts";
import { loadModules, loadWorkspace } from "../../src/service/load-workspace.ts";
import type { Snapshot } from "../../src/service/snapshot.ts";
import type { SourceFile } from "../../src/service/source-file.ts";
import { createWorkspace, type Workspace } from "../../src/service/workspace.ts";
import { type Files, type MemoryFiles, memoryFiles } from "./memory-files.ts";

export const edge = { parser: await loadSqlParser() };

/** Chance and clock that stand still, and an editor that can everything. */
export const fixContext: FixContext = {
  newRevisionId: () => "0123456789ab",
  now: () => ({ milliseconds: Date.UTC(2026, 10, 20, 12, 30, 15, 250), offsetMinutes: 60 }),
  canCreateFiles: true,
  canRenameFiles: true,
  canRunAlembic: true,
};

/** A migration as the newest template of Alembic writes it. */
export function migration(options: {
  readonly revision: string;
  readonly down?: string | readonly string[] | null;
  readonly message?: string;
  readonly date?: string;
  readonly extra?: string;
  readonly upgrade?: string;
  readonly downgrade?: string;
}): string {
  const { revision, message = `message of ${revision}`, date = "2026-01-02 03:04:05.678901" } = options;
  const down = options.down ?? null;
  const literal = (it: string): string => `"${it}"`;
  const parents =
    down === null ? "None" : typeof down === "string" ? literal(down) : `(${down.map(literal).join(", ")})`;
  const indented = (body: string): string => body.replaceAll(/^(?=.)/gm, "    ");
  return `"""${message}

Revision ID: ${revision}
Revises: ${down === null ? "" : typeof down === "string" ? down : down.join(", ")}
Create Date: ${date}

"""
from alembic import op
import sqlalchemy as sa

revision = "${revision}"
down_revision = ${parents}
branch_labels = None
depends_on = None
${options.extra ?? ""}

def upgrade() -> None:
${indented(options.upgrade ?? "pass")}


def downgrade() -> None:
${indented(options.downgrade ?? "pass")}
`;
}

export const root = "/folder";
export const versions = `${root}/migrations/versions`;

/** The usual surroundings: an ini, an env.py without a naming convention, and the version files by name. */
export function projectFiles(migrations: Readonly<Record<string, Files[string]>>, more: Files = {}): Files {
  return {
    [`${root}/alembic.ini`]: "[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql://localhost/shop\n",
    [`${root}/migrations/env.py`]:
      "from alembic import context\ntarget_metadata = None\ncontext.configure(target_metadata=target_metadata)\n",
    [`${root}/migrations/script.py.mako`]: "",
    ...Object.fromEntries(Object.entries(migrations).map(([name, text]) => [`${versions}/${name}`, text])),
    ...more,
  };
}

export interface LoadedFixture {
  readonly files: MemoryFiles;
  readonly workspace: Workspace;
  snapshot(): Snapshot;
  /** The state of a version file by its name. */
  file(name: string): SourceFile;
}

export async function load(contents: Files): Promise<LoadedFixture> {
  const files = memoryFiles(contents);
  const workspace = createWorkspace(edge);
  await loadWorkspace({ files, folders: [root], workspace });
  const analyse = async (): Promise<void> => {
    const snapshot = workspace.snapshot();
    for (const it of snapshot.files) snapshot.lint(it);
  };
  await analyse();
  await loadModules(files, workspace, analyse);
  return {
    files,
    workspace,
    snapshot: () => workspace.snapshot(),
    file(name) {
      const found = workspace.snapshot().file(`${versions}/${name}`);
      if (found === undefined) throw new Error(`${name} is not in the workspace`);
      return found;
    },
  };
}

/** Takes `<CURSOR>` out of a text and says where it stood. */
export function withCursor(text: string): { readonly text: string; readonly offset: number } {
  const offset = text.indexOf("<CURSOR>");
  if (offset === -1) throw new Error("The fixture has no <CURSOR>.");
  return { text: text.replace("<CURSOR>", ""), offset };
}
