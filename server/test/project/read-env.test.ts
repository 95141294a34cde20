import { describe, expect, test } from "vitest";
import type { AnalysisConfig } from "../../src/project/project-config.ts";
import { readEnv } from "../../src/project/read-env.ts";
import { parseModule } from "../../src/python/parse.ts";

/** `modules`: dotted name to source; a package is named as itself. */
function env(text: string, modules: Readonly<Record<string, string>> = {}): AnalysisConfig {
  const parsed = new Map(Object.entries(modules).map(([name, source]) => [name, parseModule(source)]));
  return readEnv({
    file: "/repo/migrations/env.py",
    text,
    sourceModule(name, level, fromFile) {
      const home = fromFile
        .replace(/^\/repo\//, "")
        .replace(/\.py$/, "")
        .split("/");
      const parts = level === 0 ? [] : home.slice(0, home.length - level);
      const dotted = [...parts, ...(name === "" ? [] : [name])].join(".");
      const module = parsed.get(dotted);
      return module === undefined ? undefined : { file: `/repo/${dotted.replaceAll(".", "/")}.py`, module };
    },
  });
}

const template = `from alembic import context
config = context.config
target_metadata = METADATA

def run_migrations_offline():
    url = config.get_main_option("sqlalchemy.url")
    context.configure(
        url=url, target_metadata=target_metadata, literal_binds=True, dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()

def run_migrations_online():
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)

if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
`;
const metadata = (
  expression: string,
  before = "",
  modules: Readonly<Record<string, string>> = {},
): AnalysisConfig["namingConvention"] =>
  env(before + template.replace("METADATA", expression), modules).namingConvention;
const known = { kind: "known", templates: { pk: "pk_%(table_name)s" } };
const dict = '{"pk": "pk_%(table_name)s"}';

describe("context.configure", () => {
  test("the template", () => {
    expect(env(template.replace("METADATA", "None"))).toMatchObject({
      envFile: "/repo/migrations/env.py",
      literalBinds: true,
      paramstyle: "named",
      versionTable: "alembic_version",
      versionTableKnown: true,
      versionTableSchema: null,
      versionTablePk: true,
      transactionPerMigration: false,
      transactionalDdl: true,
      namingConvention: { kind: "none" },
      problems: [],
    });
  });

  test("literals and names of literals", () => {
    const config = env(`
from alembic import context as ctx
TABLE = "ver" + "sions"
kw = dict(version_table_schema="ops", transaction_per_migration=True)
def go(connection):
    ctx.configure(connection=connection, version_table=TABLE, **kw)
`);
    expect(config).toMatchObject({
      versionTable: "versions",
      versionTableSchema: "ops",
      versionTableKnown: true,
      transactionPerMigration: true,
      offlineTransactionPerMigration: null,
      literalBinds: null,
    });
  });

  test("what is computed is not known", () => {
    const config = env(
      "from alembic import context\ncontext.configure(connection=c, version_table=os.environ['T'], transaction_per_migration=x())\n",
    );
    expect(config).toMatchObject({
      versionTable: "alembic_version",
      versionTableKnown: false,
      transactionPerMigration: null,
    });
    expect(config.problems.map((it) => it.code)).toEqual(["version-table-unknown"]);
  });

  test("a spread that cannot be read may hold anything", () => {
    const config = env("from alembic import context\ncontext.configure(connection=c, **conf_args)\n");
    expect(config).toMatchObject({ versionTableKnown: false, transactionPerMigration: null, problems: [] });
    expect(config.namingConvention).toMatchObject({ kind: "unknown" });
  });

  test("no env.py, and one that is empty", () => {
    expect(readEnv({ file: null, text: null })).toMatchObject({
      namingConvention: { kind: "unknown" },
      versionTableKnown: false,
    });
    expect(env("")).toMatchObject({
      namingConvention: { kind: "unknown" },
      versionTableKnown: false,
      literalBinds: null,
    });
  });

  test("the dialect of the URL", () => {
    const dialect = (databaseUrl: string): string | null => readEnv({ file: null, text: null, databaseUrl }).dialect;
    expect(dialect("postgresql+asyncpg://h/d")).toBe("postgresql");
    expect(dialect("driver://user:pass@localhost/dbname")).toBeNull();
    expect(dialect("sqlite:///x")).toBe("sqlite");
  });
});

describe("the naming convention of target_metadata", () => {
  test.each([
    ["None", ""],
    ["MetaData()", "from sqlalchemy import MetaData\n"],
    ["MetaData(schema='x')", "from sqlalchemy import MetaData\n"],
    ["[]", ""],
    ["SQLModel.metadata", "from sqlmodel import SQLModel\n"],
    ["Base.metadata", "from sqlalchemy.orm import declarative_base\nBase = declarative_base()\n"],
  ])("%s: none", (expression, before) => {
    expect(metadata(expression, before)).toEqual({ kind: "none" });
  });

  test.each([
    [`MetaData(naming_convention=${dict})`, "from sqlalchemy import MetaData\n"],
    [`sa.MetaData(naming_convention=C)`, `import sqlalchemy as sa\nC = ${dict}\n`],
    [
      `meta`,
      `from sqlalchemy.schema import MetaData\nmeta = MetaData(naming_convention=dict(pk="pk_%(table_name)s"))\n`,
    ],
    ["SQLModel.metadata", `from sqlmodel import SQLModel\nSQLModel.metadata.naming_convention = ${dict}\n`],
  ])("%s: known", (expression, before) => {
    expect(metadata(expression, before)).toEqual(known);
  });

  test("through the project's modules", () => {
    const base = `from sqlalchemy import MetaData\nfrom sqlalchemy.orm import DeclarativeBase\nC = ${dict}\nclass Base(DeclarativeBase):\n    metadata = MetaData(naming_convention=C)\n`;
    const from = "from app.models import Base\n";
    expect(metadata("Base.metadata", from, { "app.models": base })).toEqual(known);
    expect(metadata("Base.metadata", from, { "app.models": "from .base import Base\n", "app.base": base })).toEqual(
      known,
    );
    expect(metadata("Base.metadata", from, { "app.models": "from .base import *\n", "app.base": base })).toEqual(known);
    expect(metadata("models.Base.metadata", "from app import models\n", { "app.models": base })).toEqual(known);
    expect(metadata("app.models.Base.metadata", "import app.models\n", { "app.models": base })).toEqual(known);
    const child = "from app.base import Base\nclass Model(Base):\n    pass\n";
    expect(
      metadata("Model.metadata", "from app.models import Model\n", { "app.models": child, "app.base": base }),
    ).toEqual(known);
  });

  test("declarative_base, registry, Flask-SQLAlchemy", () => {
    const factory = (line: string): string =>
      `from sqlalchemy import MetaData\nfrom sqlalchemy.orm import declarative_base, registry\nfrom flask_sqlalchemy import SQLAlchemy\nm = MetaData(naming_convention=${dict})\n${line}\n`;
    const find = (line: string, expression: string): unknown =>
      metadata(expression, "from app import db, Base\n", { app: factory(line) });
    expect(find("Base = declarative_base(metadata=m)", "Base.metadata")).toEqual(known);
    expect(find("Base = registry(metadata=m).generate_base()", "Base.metadata")).toEqual(known);
    expect(find("db = SQLAlchemy(metadata=m)", "db.metadata")).toEqual(known);
    expect(find("db = SQLAlchemy()", "db.metadata")).toEqual({ kind: "none" });
    expect(find("db = SQLAlchemy()", "db.Model.metadata")).toEqual({ kind: "none" });
    expect(find("class D(SQLAlchemy):\n    def options(self): return 1\ndb = D()", "db.metadata")).toEqual({
      kind: "none",
    });
    const own = "class D(SQLAlchemy):\n    def make_metadata(self): return m\ndb = D()";
    expect(find(own, "db.metadata")).toMatchObject({ kind: "unknown" });
  });

  test("the database that a Flask application gives to Flask-Migrate", () => {
    const template = `from alembic import context\nfrom flask import current_app\ntarget_db = current_app.extensions["migrate"].db\ndef get_metadata():\n    if hasattr(target_db, "metadatas"):\n        return target_db.metadatas[None]\n    return target_db.metadata\ndef run_migrations_online():\n    context.configure(connection=c, target_metadata=get_metadata())\ndef run_migrations_offline():\n    context.configure(url=url)\n`;
    const database = (application: string): readonly unknown[] => {
      const modules = [{ file: "/repo/app.py", module: parseModule(application) }];
      const { namingConvention, offlineNamingConvention } = readEnv({
        file: "/repo/env.py",
        text: template,
        applications: modules,
      });
      return [namingConvention, offlineNamingConvention];
    };
    const imports =
      "from flask_sqlalchemy import SQLAlchemy\nfrom flask_migrate import Migrate\nfrom sqlalchemy import MetaData\n";
    const made = `${imports}db = SQLAlchemy(metadata=MetaData(naming_convention=${dict}))\nplain = SQLAlchemy()\nmigrate = Migrate()\n`;
    expect(database(`${made}def create_app():\n    migrate.init_app(app, db)\n`)).toEqual([known, { kind: "none" }]);
    expect(database(`${made}Migrate(app, plain)\n`)).toEqual([{ kind: "none" }, null]);
    expect(database(`${made}Migrate(app, plain)\nmigrate.init_app(app, db=db)\n`)[0]).toMatchObject({
      kind: "unknown",
    });
    expect(database(imports)[0]).toMatchObject({ kind: "unknown" });
  });

  test("functions that return one of several, and what only type checkers see", () => {
    const modules = {
      app: `from typing import TYPE_CHECKING\nfrom sqlalchemy import MetaData\nfrom sqlalchemy.orm import declarative_base\nif TYPE_CHECKING:\n    Base = object\nelse:\n    Base = declarative_base(metadata=MetaData(naming_convention=${dict}))\ndef both(old):\n    if old:\n        return Base.metadata\n    return MetaData(naming_convention=${dict})\n`,
    };
    expect(metadata("Base.metadata", "from app import Base\n", modules)).toEqual(known);
    expect(metadata("both(x)", "from app import both\n", modules)).toEqual(known);
  });

  test("what cannot be read is unknown and says why", () => {
    expect(metadata("Base.metadata", "from app.models import Base\n")).toEqual({
      kind: "unknown",
      detail: "Base is imported from app.models, which could not be read",
    });
    expect(metadata("get_metadata()", "from flask import current_app\n")).toMatchObject({ kind: "unknown" });
    expect(metadata("MetaData(naming_convention=conv())", "from sqlalchemy import MetaData\n")).toMatchObject({
      kind: "unknown",
    });
    expect(metadata("MetaData(**kw)", "from sqlalchemy import MetaData\n")).toMatchObject({ kind: "unknown" });
  });

  test("a list of metadata has no convention for Alembic; candidates that differ are unknown, equal ones are not", () => {
    const modules = { a: `from sqlalchemy import MetaData\nm = MetaData(naming_convention=${dict})\nn = MetaData()\n` };
    expect(metadata("[m, m]", "from a import m, n\n", modules)).toEqual({ kind: "none" });
    expect(metadata("m if x else m", "from a import m, n\n", modules)).toEqual(known);
    expect(metadata("m if x else n", "from a import m, n\n", modules)).toMatchObject({ kind: "unknown" });
  });

  test("circular imports end", () => {
    const modules = { "app.a": "from app.b import Base\n", "app.b": "from app.a import Base\n" };
    expect(metadata("Base.metadata", "from app.a import Base\n", modules)).toMatchObject({ kind: "unknown" });
  });
});

describe("the driver and its paramstyle", () => {
  const offline = (
    argumentsText: string,
    options: { readonly url?: string; readonly drivers?: readonly string[]; readonly before?: string } = {},
  ): readonly [string | null, readonly string[]] => {
    const text = `from alembic import context\nconfig = context.config\n${options.before ?? ""}\ndef run_migrations_offline():\n    context.configure(${argumentsText})\n`;
    const { paramstyle, drivers } = readEnv({
      file: "/repo/env.py",
      text,
      databaseUrl: options.url ?? null,
      versions: { drivers: options.drivers ?? [] },
    });
    return [paramstyle, drivers];
  };
  const iniUrl = 'url=config.get_main_option("sqlalchemy.url")';

  test.each([
    ['url="postgresql+asyncpg://h/d", literal_binds=True', {}, ["default", ["asyncpg"]]],
    ['url="postgresql://h/d", dialect_opts={"paramstyle": "named"}', {}, ["named", ["default"]]],
    ['url=f"postgresql+psycopg://{user}@h/d"', {}, ["default", ["psycopg"]]],
    ['dialect_name="postgresql"', {}, ["default", ["default"]]],
    ['dialect_name="postgresql+pg8000", dialect_opts={}', {}, ["default", ["pg8000"]]],
    [iniUrl, { url: "postgresql+psycopg2://h/d" }, ["default", ["psycopg2"]]],
    [iniUrl, { url: "driver://user:pass@localhost/dbname" }, ["default", []]],
    [
      iniUrl,
      { url: "driver://user:pass@localhost/dbname", drivers: ["psycopg2"] },
      ["default", ["default", "psycopg2"]],
    ],
    [
      iniUrl,
      { url: "postgresql://h/d", before: 'config.set_main_option("sqlalchemy.url", settings.url)' },
      ["default", []],
    ],
    ["url=settings.url, dialect_opts=options()", { drivers: ["asyncpg"] }, [null, ["default", "asyncpg"]]],
    ["url=settings.url, **arguments", {}, [null, []]],
  ] as const)("%s %j", (text, options, expected) => {
    expect(offline(text, options)).toEqual(expected);
  });

  test("an env.py that is not there leaves both open", () => {
    expect(readEnv({ file: null, text: null, versions: { drivers: ["psycopg2"] } })).toMatchObject({
      paramstyle: null,
      drivers: ["psycopg2"],
    });
  });
});
