import { describe, expect, test } from "vitest";
import { collectFiles } from "../../src/service/collect-files.ts";
import { effectOfChange } from "../../src/service/effect-of-change.ts";
import { relativePath } from "../../src/service/file-system.ts";
import { modulePaths } from "../../src/service/module-paths.ts";
import { listVersionFiles } from "../../src/service/version-files.ts";
import { memoryFiles } from "./memory-files.ts";
import { load, migration, projectFiles, root, versions } from "./project-fixture.ts";

const ini = "[alembic]\nscript_location = migrations\n";

describe("collecting", () => {
  test("does not enter what is not the project's own", async () => {
    const files = memoryFiles({
      "/folder/alembic.ini": ini,
      "/folder/node_modules/x/alembic.ini": ini,
      "/folder/.git/alembic.ini": ini,
      "/folder/lib/site-packages/x/alembic.ini": ini,
      "/folder/env/pyvenv.cfg": "",
      "/folder/env/alembic.ini": ini,
      "/folder/a/b/c/alembic.ini": ini,
      "/folder/tox.ini": "[tox]\n",
      "/folder/named.ini": "[billing]\nscript_location = x\n",
    });
    const { configurations, incomplete } = await collectFiles(files, ["/folder"]);
    expect(configurations.map((it) => it.path)).toEqual([
      "/folder/a/b/c/alembic.ini",
      "/folder/alembic.ini",
      "/folder/named.ini",
    ]);
    expect(incomplete).toBe(false);
    expect(files.read).not.toContain("/folder/node_modules/x/alembic.ini");
  });

  test("ends at its depth, and says so", async () => {
    const deep = `/folder/${Array.from({ length: 15 }, (_, depth) => `d${depth}`).join("/")}/alembic.ini`;
    const { configurations, incomplete } = await collectFiles(memoryFiles({ [deep]: ini }), ["/folder"]);
    expect(configurations).toEqual([]);
    expect(incomplete).toBe(true);
  });

  test("can be cancelled", async () => {
    const { incomplete } = await collectFiles(memoryFiles({ "/folder/alembic.ini": ini }), ["/folder"], {
      isCancelled: () => true,
    });
    expect(incomplete).toBe(true);
  });
});

describe("loading", () => {
  test("versions are those of the virtual environment, else of the lock file, else of the settings", async () => {
    const detected = async (more: Record<string, string>) => {
      const { snapshot } = await load(projectFiles({ "a1.py": migration({ revision: "a1" }) }, more));
      const { alembic, sqlalchemy } = snapshot().projects[0]?.analysis ?? {};
      return [alembic, sqlalchemy];
    };
    const lock = {
      "/folder/uv.lock":
        '[[package]]\nname = "alembic"\nversion = "1.13.1"\n\n[[package]]\nname = "sqlalchemy"\nversion = "2.0.30"\n',
    };
    expect(await detected({})).toEqual([null, null]);
    expect(await detected(lock)).toEqual(["1.13.1", "2.0"]);
    expect(
      await detected({
        ...lock,
        "/folder/.venv/pyvenv.cfg": "",
        "/folder/.venv/lib/python3.12/site-packages/alembic-1.20.0.dist-info/METADATA": "",
        "/folder/.venv/lib/python3.12/site-packages/sqlalchemy-2.1.1.dist-info/METADATA": "",
      }),
    ).toEqual(["1.20.0", "2.1"]);
    expect(await detected({ ...lock, "/folder/limbeck.toml": '[versions]\nsqlalchemy = "1.4"\n' })).toEqual([
      "1.13.1",
      "1.4",
    ]);
  });

  test("a naming convention is found in the module that env.py imports", async () => {
    const { snapshot } = await load(
      projectFiles(
        { "a1.py": migration({ revision: "a1" }) },
        {
          "/folder/migrations/env.py":
            "from alembic import context\nfrom shop.models import Base\ncontext.configure(target_metadata=Base.metadata)\n",
          "/folder/shop/__init__.py": "",
          "/folder/shop/models.py":
            'from sqlalchemy import MetaData\nfrom sqlalchemy.orm import DeclarativeBase\n\nclass Base(DeclarativeBase):\n    metadata = MetaData(naming_convention={"uq": "uq_%(table_name)s"})\n',
        },
      ),
    );
    expect(snapshot().projects[0]?.analysis.namingConvention).toEqual({
      kind: "known",
      templates: { uq: "uq_%(table_name)s" },
    });
  });

  test("version files come in the order in which Alembic loads them", async () => {
    const { snapshot } = await load({
      "/folder/alembic.ini": "[alembic]\nscript_location = migrations\nrecursive_version_locations = true\n",
      [`${versions}/z.py`]: migration({ revision: "z1" }),
      [`${versions}/a/b.py`]: migration({ revision: "b1" }),
      [`${versions}/Z.py`]: migration({ revision: "z2" }),
      [`${versions}/__init__.py`]: "",
      [`${versions}/.#lock.py`]: "",
      [`${versions}/__pycache__/z.py`]: "",
      [`${versions}/notes.txt`]: "",
    });
    expect(snapshot().projects[0]?.files.map((it) => it.path)).toEqual([
      `${versions}/Z.py`,
      `${versions}/z.py`,
      `${versions}/a/b.py`,
    ]);
  });

  test("names are sorted by code point, as Python does", async () => {
    const { snapshot } = await load(projectFiles({}));
    const config = snapshot().projects[0]?.config;
    if (config === undefined) throw new Error("no project");
    const files = memoryFiles({
      [`${versions}/\u{1f600}.py`]: "",
      [`${versions}/\uffee.py`]: "",
      [`${versions}/a.py`]: "",
    });
    expect((await listVersionFiles(files, config)).files).toEqual([
      `${versions}/a.py`,
      `${versions}/\uffee.py`,
      `${versions}/\u{1f600}.py`,
    ]);
  });
});

test("what a change on the disk asks for", async () => {
  const { workspace } = await load(
    projectFiles(
      { "a1.py": migration({ revision: "a1", extra: "from helpers import x" }) },
      { "/folder/helpers.py": "x = 1\n" },
    ),
  );
  const effect = (path: string, change: "created" | "changed" | "deleted") => effectOfChange(workspace, path, change);
  expect(effect(`${versions}/a1.py`, "changed")).toBe("read");
  expect(effect(`${versions}/a1.py`, "deleted")).toBe("relist");
  expect(effect(`${versions}/b2.py`, "created")).toBe("relist");
  expect(effect(`${versions}/b2.py`, "changed")).toBe("relist");
  expect(effect(versions, "deleted")).toBe("relist");
  expect(effect(`${root}/alembic.ini`, "changed")).toBe("reload");
  expect(effect(`${root}/migrations/env.py`, "changed")).toBe("reload");
  expect(effect(`${root}/uv.lock`, "changed")).toBe("reload");
  expect(effect(`${root}/helpers.py`, "changed")).toBe("reload");
  expect(effect(`${root}/app.py`, "changed")).toBe("nothing");
  expect(effect(`${root}/app`, "deleted")).toBe("nothing");
});

test("where Python looks for a module of the project", () => {
  const roots = ["/folder", "/folder/src"];
  expect(modulePaths("shop.models", 0, "/folder/x.py", roots)).toEqual([
    "/folder/shop/models.py",
    "/folder/shop/models/__init__.py",
    "/folder/src/shop/models.py",
    "/folder/src/shop/models/__init__.py",
  ]);
  expect(modulePaths("helpers", 1, "/folder/versions/x.py", roots)).toEqual([
    "/folder/versions/helpers.py",
    "/folder/versions/helpers/__init__.py",
  ]);
  expect(modulePaths("", 2, "/folder/versions/x.py", roots)).toEqual(["/folder/__init__.py"]);
  expect(modulePaths("datetime", 0, "/folder/x.py", roots)).toEqual([]);
  expect(modulePaths("../../etc/passwd", 0, "/folder/x.py", roots)).toEqual([]);
});

test("relative paths", () => {
  expect(relativePath("/a/b", "/a/b/c.py")).toBe("c.py");
  expect(relativePath("/a/b", "/a/x/c.py")).toBe("../x/c.py");
  expect(relativePath("/a/b", "/a/b")).toBe(".");
  expect(relativePath("C:/a", "D:/a/b.py")).toBe("D:/a/b.py");
});

test("versions of requirement files in a folder, and of those that others include", async () => {
  const versionsOf = async (more: Record<string, string>): Promise<readonly unknown[]> => {
    const { snapshot } = await load(projectFiles({ "a1.py": migration({ revision: "a1" }) }, more));
    const { alembic, sqlalchemy } = snapshot().projects[0]?.analysis ?? {};
    return [alembic, sqlalchemy];
  };
  expect(await versionsOf({ [`${root}/requirements/base.txt`]: "alembic==1.13.2\nsqlalchemy==2.0.30\n" })).toEqual([
    "1.13.2",
    "2.0",
  ]);
  expect(
    await versionsOf({
      [`${root}/requirements.txt`]: "-r deps/web.in\n# -r deps/none.txt\nflask\n",
      [`${root}/deps/web.in`]: "--constraint=pins.txt\nalembic==1.12.0\n-r web.in\n",
      [`${root}/deps/pins.txt`]: "SQLAlchemy==1.4.50\n",
    }),
  ).toEqual(["1.12.0", "1.4"]);
});
