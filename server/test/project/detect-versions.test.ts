import { expect, test } from "vitest";
import { detectVersions } from "../../src/project/detect-versions.ts";

function detect(files: Readonly<Record<string, string>>, distributions: readonly string[] = []): (string | null)[] {
  const found = detectVersions({ files: Object.entries(files).map(([path, text]) => ({ path, text })), distributions });
  return [found.alembic, found.sqlalchemy];
}

test.each([
  [
    { "requirements.txt": "alembic==1.13.2\nSQLAlchemy[asyncio]==2.0.30 ; python_version > '3.8' \\\n    --hash=x\n" },
    ["1.13.2", "2.0"],
  ],
  [{ "requirements/base.txt": "sqlalchemy>=1.4,<2\nalembic>=1.8\n" }, [null, "1.4"]],
  [{ "requirements.txt": "sqlalchemy~=2.0.1\n" }, [null, "2.0"]],
  [{ "requirements.txt": "sqlalchemy>=2.0\n" }, [null, null]],
  [{ "requirements.txt": "sqlalchemy-utils==0.41\nsqlalchemy==1.4.*\n" }, [null, "1.4"]],
  [
    {
      "uv.lock":
        '[[package]]\nname = "alembic"\nversion = "1.16.4"\n\n[[package]]\nname = "sqlalchemy"\nversion = "2.1.0"\n',
    },
    ["1.16.4", "2.1"],
  ],
  [{ "poetry.lock": '[[package]]\nname = "SQLAlchemy"\nversion = "1.3.24"\n' }, [null, "1.4"]],
  [{ "Pipfile.lock": '{"default": {"alembic": {"version": "==1.7.7"}}}' }, ["1.7.7", null]],
  [{ "Pipfile.lock": "not json" }, [null, null]],
  [{ "pyproject.toml": '[project]\ndependencies = ["alembic==1.14.0", "sqlalchemy>=2,<2.1"]\n' }, ["1.14.0", "2.0"]],
  [
    { "pyproject.toml": '[tool.poetry.dependencies]\nsqlalchemy = "^2.0.4"\nalembic = { version = "1.12.0" }\n' },
    ["1.12.0", null],
  ],
  [{ "pyproject.toml": '[tool.poetry.dependencies]\nsqlalchemy = "^1.4"\n' }, [null, "1.4"]],
  [{ "setup.cfg": "install_requires =\n    alembic==1.10.4\n" }, ["1.10.4", null]],
])("%j", (files, expected) => {
  expect(detect(files)).toEqual(expected);
});

test("what is installed counts before what is locked, that before what is pinned", () => {
  const files = { "requirements.txt": "alembic==1.1.0\n", "uv.lock": 'name = "alembic"\nversion = "1.2.0"\n' };
  expect(detect(files)).toEqual(["1.2.0", null]);
  expect(detect(files, ["alembic-1.3.0.dist-info", "SQLAlchemy-1.4.46.egg-info"])).toEqual(["1.3.0", "1.4"]);
});

test("sources of the same rank that disagree leave it unknown", () => {
  expect(detect({ "a.txt": "alembic==1.1.0\n", "b.txt": "alembic==1.2.0\n" })).toEqual([null, null]);
  expect(detect({ "a.txt": "sqlalchemy==2.0.1\n", "b.txt": "sqlalchemy==2.0.9\n" })).toEqual([null, "2.0"]);
});

test.each([
  [{ "requirements.txt": "psycopg2-binary==2.9.9\nsqlalchemy[asyncio]==2.0\n# asyncpg would be nice\n" }, ["psycopg2"]],
  [{ "uv.lock": '[[package]]\nname = "asyncpg"\n\n[[package]]\nname = "psycopg"\n' }, ["asyncpg", "psycopg"]],
  [{ "pyproject.toml": '[project]\ndependencies = ["psycopg[binary]>=3.1", "alembic"]\n' }, ["psycopg"]],
  [{ "pyproject.toml": '[tool.poetry.dependencies]\npsycopg2 = "^2.9"\n' }, ["psycopg2"]],
  [{ "Pipfile.lock": '{"default": {\n  "pg8000": {"version": "==1.30"}}}' }, ["pg8000"]],
  [{ "requirements.txt": "psycopg2cffi\n" }, ["psycopg2cffi"]],
  [
    {
      "poetry.lock":
        '[[package]]\nname = "sqlalchemy"\n\n[package.extras]\npostgresql-pg8000 = ["pg8000 (>=1.29.1)"]\nasyncpg = ["asyncpg"]\n\n[[package]]\nname = "psycopg2-binary"\n',
    },
    ["psycopg2"],
  ],
  [{ "requirements.txt": "sqlalchemy[postgresql_asyncpg]\nmy-psycopg2-tools\n" }, []],
])("drivers of %j", (files, expected) => {
  const texts = Object.entries(files).map(([path, text]) => ({ path, text }));
  expect(detectVersions({ files: texts, distributions: [] }).drivers).toEqual(expected);
});

test("an installed driver counts", () => {
  expect(detectVersions({ files: [], distributions: ["psycopg2_binary-2.9.9.dist-info"] }).drivers).toEqual([
    "psycopg2",
  ]);
});
