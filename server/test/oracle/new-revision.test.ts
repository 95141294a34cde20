import { describe, expect, test } from "vitest";
import { codeActions } from "../../src/service/features/code-actions.ts";
import type { FixContext } from "../../src/service/fix-context.ts";
import { alembicTemplate } from "../../src/service/new-revision/alembic-template.ts";
import { createDate, createDateText } from "../../src/service/new-revision/create-date.ts";
import { applyChange } from "../service/apply-change.ts";
import { fixContext, load, migration, projectFiles, root, versions } from "../service/project-fixture.ts";
import { pythonOf, runPython } from "./run-python.ts";

/* What the fixes of several heads write, beside what the real Alembic writes, and read by it. */

type Texts = Readonly<Record<string, string>>;

interface Answer {
  readonly heads: readonly string[];
  readonly history: readonly string[];
  readonly made: readonly [string, string] | null;
}

/** An hour ahead of UTC all year; POSIX counts the other way round. */
const env = { TZ: "Etc/GMT-1" };
const revision = fixContext.newRevisionId();
const { milliseconds } = fixContext.now();
const template = `"""\${message}

Revision ID: \${up_revision}
Revises: \${down_revision | comma,n}
Create Date: \${create_date}

"""
from alembic import op
import sqlalchemy as sa
\${imports if imports else ""}

`;
const body = `revision = \${repr(up_revision)}
down_revision = \${repr(down_revision)}
branch_labels = \${repr(branch_labels)}
depends_on = \${repr(depends_on)}


def upgrade():
    \${upgrades if upgrades else "pass"}


def downgrade():
    \${downgrades if downgrades else "pass"}
`;

/** Two branches: one of three revisions with the head c3, the other with d4. */
const chain: Texts = {
  "a1.py": migration({ revision: "a1" }),
  "b2.py": migration({ revision: "b2", down: "a1" }),
  "c3.py": migration({ revision: "c3", down: "b2" }),
  "d4.py": migration({ revision: "d4", down: "a1" }),
};

function project(options: { readonly ini?: string; readonly template: string; readonly alembic?: string }): Texts {
  return {
    ...(projectFiles(chain) as Texts),
    [`${root}/alembic.ini`]: `[alembic]\nscript_location = migrations\n${options.ini ?? ""}`,
    [`${root}/migrations/script.py.mako`]: options.template,
    ...(options.alembic === undefined ? {} : { [`${root}/requirements.txt`]: `alembic==${options.alembic}\n` }),
  };
}

async function fixOf(files: Texts, name: string, title: string, context: FixContext = fixContext) {
  const fixture = await load(files);
  const file = fixture.file(name);
  const actions = codeActions(fixture.snapshot(), file, { start: 0, end: file.text.length }, context);
  const found = actions.find((it) => it.title.startsWith(title));
  if (found === undefined) throw new Error(`No such fix; there are: ${actions.map((it) => it.title).join(" | ")}`);
  return found;
}

function ask(
  which: "LIMBECK_TEST_PYTHON_NEW" | "LIMBECK_TEST_PYTHON_OLD",
  cases: readonly unknown[],
): readonly Answer[] {
  return runPython(pythonOf(which), "new_revision_driver.py", cases, env) as readonly Answer[];
}

/** Paths relative to the project, as the driver takes them. */
const relative = (files: Texts): Texts =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path.slice(root.length + 1), text]));

const projects: Readonly<Record<string, Texts>> = {
  "an ordinary template": project({ template: template + body }),
  "comments, continued lines, percent signs": project({
    template: `## not written\n${template}# 100 %\n%% x = 1\nlong = "a \\\nb"\n  ## neither\n${body}`.replace(
      "%% x = 1",
      "#%% x",
    ),
  }),
  "other expressions": project({
    template: `"""\${message.upper()} \${', '.join(down_revision) if down_revision else "base"}\n\nRevises: \${down_revision}\n"""\n\${imports + "\\n" if imports else ""}\n${body}`,
  }),
  "a name from date and id": project({
    template: template + body,
    ini: "file_template = %%(year)d_%%(month).2d_%%(day)02d-%%(hour)3d%%(minute)-4dx%%(second)s_%%(epoch)s_%%(rev)s_%%(slug)s\n",
  }),
  "a slug that is cut": project({ template: template + body, ini: "truncate_slug_length = 9\n" }),
  "a slug that is cut within its first word": project({ template: template + body, ini: "truncate_slug_length = 3\n" }),
};

describe("a merge is written as Alembic writes it", () => {
  const message = "merge c3 and d4";
  const merge = { revision, message, milliseconds };

  test.each(["LIMBECK_TEST_PYTHON_NEW", "LIMBECK_TEST_PYTHON_OLD"] as const)("%s", async (which) => {
    const cases = Object.values(projects).map((files) => ({ files: relative(files), merge }));
    const answers = ask(which, cases);
    for (const [index, [name, files]] of Object.entries(projects).entries()) {
      const fix = await fixOf(files, "c3.py", "Merge");
      const [made] = fix.fileChanges;
      if (made?.kind !== "create") throw new Error("It makes no file.");
      expect([name, made.file.slice(root.length + 1), made.text]).toEqual([name, ...(answers[index]?.made ?? [])]);
      expect(answers[index]?.heads).toEqual([revision]);
    }
  });

  test.each([
    ["LIMBECK_TEST_PYTHON_NEW", "1.20.0"],
    ["LIMBECK_TEST_PYTHON_OLD", "1.8.1"],
  ] as const)("without a template of the project: %s", (which, version) => {
    const files = relative(project({ template: "" }));
    const date = createDate(fixContext.now(), null);
    if (date === null) throw new Error("There is no date.");
    const values = { revision, downRevisions: ["c3", "d4"], message, createDate: createDateText(date) };
    const [answer] = ask(which, [{ files, merge, generic: true }]);
    expect(alembicTemplate(version, values)).toBe(answer?.made?.[1]);
  });

  test("with a time zone", () => {
    // Alembic below 1.14 needs dateutil for that, which a project need not have.
    const zones = ["utc", "Europe/Berlin", "America/St_Johns"].map((zone) =>
      project({ template: template + body, ini: `timezone = ${zone}\n` }),
    );
    const answers = ask(
      "LIMBECK_TEST_PYTHON_NEW",
      zones.map((files) => ({ files: relative(files), merge })),
    );
    return Promise.all(
      zones.map(async (files, index) => {
        const [made] = (await fixOf(files, "c3.py", "Merge")).fileChanges;
        expect(made?.kind === "create" ? made.text : null).toBe(answers[index]?.made?.[1]);
      }),
    );
  });
});

test("Alembic reads the merge and the rebase with one head, in our order", async () => {
  const files = project({ template: template + body });
  const results = await Promise.all(
    (
      [
        ["c3.py", "Merge"],
        ["c3.py", "Rebase 'c3' onto 'd4'"],
        ["d4.py", "Rebase 'd4' onto 'c3'"],
      ] as const
    ).map(async ([name, title]) => applyChange(files, await fixOf(files, name, title))),
  );
  const answers = ask(
    "LIMBECK_TEST_PYTHON_NEW",
    results.map((it) => ({ files: relative(it), merge: null })),
  );
  for (const [index, result] of results.entries()) {
    const graph = (await load(result)).snapshot().projects[0]?.graph;
    expect(answers[index]?.heads).toHaveLength(1);
    expect(graph?.heads).toEqual(answers[index]?.heads);
    expect(graph?.history).toEqual(answers[index]?.history);
  }
  expect(Object.keys(results[0] ?? {})).toContain(`${versions}/${revision}_merge_c3_and_d4.py`);
});
