import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { revisionHeader } from "../../../server/src/graph/revision-header.ts";
import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import { readMigration } from "../../../server/src/migration/read-migration.ts";
import { commands } from "../../src/commands.ts";
import { type FakeCtx, fakeCtx } from "../support/fake-ctx.ts";
import { oracle, type TestProject, testProject, versionFile } from "../support/oracle.ts";
import { project as projectInfo, revision } from "../support/revisions.ts";

const { pythons } = oracle();

/** A template with Python in it, which only Mako can fill in. */
const template = `<%
    parents = [down_revision] if isinstance(down_revision, str) else list(down_revision or ())
%>"""\${message}, of \${len(parents)} parents"""
revision = \${repr(up_revision)}
down_revision = \${repr(down_revision)}
% if len(parents) > 1:
branch_labels = None
% endif


def upgrade():
    pass


def downgrade():
    pass
`;

describe.each(pythons)("Merge Heads with the $name", ({ path: python }) => {
  let files: TestProject;
  let opened: string[];
  const versions = (): string => join(files.directory, "migrations/versions");
  /** The version files as they are on the disk. */
  const onDisk = (): readonly RevisionInfo[] =>
    readdirSync(versions())
      .filter((it) => it.endsWith(".py"))
      .flatMap((name) => {
        const path = join(versions(), name);
        const read = revisionHeader(readMigration(path, readFileSync(path, "utf8")));
        if (!read.ok) return [];
        return [revision(read.header.revision, read.header.downRevisions, { uri: pathToFileURL(path).href })];
      });
  const make = (heads: readonly string[]): FakeCtx => {
    const { directory } = files;
    const project = projectInfo({
      configFile: join(directory, "alembic.ini"),
      workingDirectory: directory,
      versionLocations: [versions()],
      heads,
    });
    return fakeCtx({ project, revisions: onDisk(), python });
  };
  const merge = async (fake: FakeCtx, argument: object = {}): Promise<void> => {
    const server = {
      ...fake.ctx.server,
      revisions: async () => ({ total: onDisk().length, revisions: onDisk() }),
    };
    const ui = { ...fake.ctx.ui, open: async (file: string) => void opened.push(file) };
    await commands.find((it) => it.id === "limbeck.mergeHeads")?.run({ ...fake.ctx, server, ui }, argument);
  };

  beforeEach(() => {
    opened = [];
    files = testProject("postgresql+psycopg2://nobody@127.0.0.1:9/nothing");
    files.write("migrations/script.py.mako", template);
    for (const [id, down] of [
      ["a1", null],
      ["b2", "a1"],
      ["c3", "a1"],
      ["d4", "a1"],
    ] as const) {
      files.write(`migrations/versions/${id}.py`, versionFile(id, down, "    pass"));
    }
  });
  afterEach(() => files.remove());

  test("Alembic writes the file with the project's own template, without a database; it is opened", async () => {
    const fake = make(["b2", "c3", "d4"]);
    await merge(fake, { revisions: ["b2", "c3"] });
    const made = onDisk().find((it) => it.downRevisions.length > 1);
    expect(made?.downRevisions).toEqual(["b2", "c3"]);
    expect(opened).toHaveLength(1);
    expect(readFileSync(opened[0] ?? "", "utf8")).toMatch(
      /^"""merge b2 and c3, of 2 parents"""\nrevision = '[0-9a-f]{12}'\ndown_revision = \('b2', 'c3'\)\nbranch_labels = None\n/,
    );
    expect(fake.said.map((it) => it.text)).toEqual([`${made?.revision} merges b2, c3.`]);
  });

  test("without an argument all heads are merged; of one head there is nothing to merge", async () => {
    await merge(make(["b2", "c3", "d4"]));
    const made = onDisk().find((it) => it.downRevisions.length > 1);
    expect(made?.downRevisions).toEqual(["b2", "c3", "d4"]);
    const fake = make([made?.revision ?? ""]);
    await merge(fake);
    expect(fake.said.map((it) => it.text)).toEqual([
      `There is nothing to merge: the chain has one head, ${made?.revision}.`,
    ]);
    expect(onDisk()).toHaveLength(5);
  });

  test("what Alembic refuses is said in its words, and nothing is opened", async () => {
    const fake = make(["b2", "gone"]);
    await merge(fake);
    expect(fake.said[0]?.level).toBe("error");
    expect(fake.said[0]?.text).toMatch(/^The heads were not merged: .*Can't locate revision identified by 'gone'/);
    expect(opened).toEqual([]);
    expect(onDisk()).toHaveLength(4);
  });
});
