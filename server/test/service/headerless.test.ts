import { expect, test } from "vitest";
import { fileDiagnostics } from "../../src/service/features/diagnostics.ts";
import { load, migration, projectFiles, versions } from "./project-fixture.ts";

const sourceless = {
  "/folder/alembic.ini": "[alembic]\nscript_location = migrations\nsourceless = true\n",
};
/** Alembic loads it, but nobody can read it here. */
const bytes = { ok: false, reason: "binary", message: "zero bytes" } as const;

test("compiled files that Alembic loads are listed, and said to be not known", async () => {
  const { snapshot, file } = await load(
    projectFiles(
      {
        "a1.py": migration({ revision: "a1" }),
        "a1.pyc": bytes,
        "__pycache__/a1.cpython-311.pyc": bytes,
        "__pycache__/b2.cpython-311.pyc": bytes,
        "c3.py": migration({ revision: "c3", down: "b2" }),
      },
      sourceless,
    ),
  );
  const [project] = snapshot().projects;
  expect(project?.files.map((it) => it.path.slice(versions.length + 1))).toEqual([
    "a1.py",
    "c3.py",
    "__pycache__/b2.cpython-311.pyc",
  ]);
  expect(project?.headerless).toMatchObject([{ kind: "unknown", before: 2 }]);
  expect(project?.graph.failure).toBeNull();
  expect(project?.problems).toEqual([
    expect.stringContaining("The revision of 1 version file is not known (b2.cpython-311.pyc)"),
  ]);
  expect(fileDiagnostics(snapshot(), file("__pycache__/b2.cpython-311.pyc"))).toMatchObject([
    { code: "unreadable-file", severity: "information", message: expect.stringContaining("bytecode") },
  ]);
  const [missing] = fileDiagnostics(snapshot(), file("c3.py"));
  expect(missing).toMatchObject({ code: "missing-parent-revision", severity: "information" });
});

test("without sourceless compiled files are nothing", async () => {
  const { snapshot } = await load(projectFiles({ "a1.py": migration({ revision: "a1" }), "b2.pyc": bytes }));
  const [project] = snapshot().projects;
  expect(project?.files).toHaveLength(1);
  expect(project?.problems).toEqual([]);
});

test("an id that is computed is no missing parent", async () => {
  const computed = 'import os\nrevision = os.environ["X"]\ndown_revision = "a1"\n';
  const { snapshot } = await load(
    projectFiles({
      "a1.py": migration({ revision: "a1" }),
      "b2.py": computed,
      "c3.py": migration({ revision: "c3", down: "b2" }),
    }),
  );
  const [project] = snapshot().projects;
  expect(project?.graph.failure).toBeNull();
  expect(project?.graph.problems.map((it) => it.severity)).toEqual(["information"]);
});

test("a module without a revision makes Alembic stop, and so says the graph", async () => {
  const { snapshot, workspace } = await load(
    projectFiles({ "a1.py": migration({ revision: "a1" }), "helpers.py": "x = 1\n" }),
  );
  expect(snapshot().projects[0]?.graph.failure).toMatchObject({
    message: expect.stringContaining("Could not determine revision id from filename helpers.py."),
  });
  // While it is being typed it is not known what it will be.
  workspace.setDocument(`${versions}/helpers.py`, "x = (");
  expect(snapshot().projects[0]?.graph.failure).toBeNull();
});

test("locations that overlap are told in Alembic's words, and each file counts once", async () => {
  const { snapshot } = await load(
    projectFiles(
      { "a1.py": migration({ revision: "a1" }), "sub/b2.py": migration({ revision: "b2", down: "a1" }) },
      {
        "/folder/alembic.ini":
          "[alembic]\nscript_location = migrations\nrecursive_version_locations = true\nversion_locations = migrations/versions migrations/versions/sub\n",
      },
    ),
  );
  const [project] = snapshot().projects;
  expect(project?.graph.history).toEqual(["b2", "a1"]);
  expect(project?.problems).toEqual([
    `File ${versions}/sub/b2.py loaded twice! ignoring. Please ensure version_locations is unique.`,
  ]);
});
