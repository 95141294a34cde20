"""Runs migrations on a real PostgreSQL with the real Alembic and says what came of each step.

Input: {"url": …, "cases": [{"files": {name: text}, "env": text or null, "driver": "psycopg", "steps": [[kind, argument]]}]}
Kinds: "upgrade", "downgrade", "heads", "check" (upgrade, then check) and "offline" (upgrade --sql) with a target, "sql" with a statement, "probe" with a query.
Output: one list a case, one entry a step: {"errors": [class or SQLSTATE, …], "message", "schema": [line, …], "versions": […], "value", "output"}
"""

import io
import json
import os
import pathlib
import sys
import tempfile
import uuid

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import schema_lines

# The template of `alembic init`, without logging.
ENV = """
from alembic import context
from sqlalchemy import create_engine, pool

url = context.config.attributes["url"]
if context.is_offline_mode():
    context.configure(dialect_name="postgresql", literal_binds=True, dialect_opts={"paramstyle": "named"})
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=None)
        with context.begin_transaction():
            context.run_migrations()
"""

ASYNC_ENV = """
import asyncio
from alembic import context
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import create_async_engine

def do_run_migrations(connection):
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()

async def run():
    engine = create_async_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(do_run_migrations)
    await engine.dispose()

asyncio.run(run())
"""


def names_of(error):
    """The classes of an exception and of those behind it, and PostgreSQL's code."""
    names = []
    while error is not None and len(names) < 40:
        names += [it.__name__ for it in type(error).__mro__ if it is not object]
        for attribute in ("sqlstate", "pgcode"):
            code = getattr(error, attribute, None)
            if code:
                names.append(str(code))
        error = getattr(error, "orig", None) or error.__cause__
    return list(dict.fromkeys(names))


def versions(engine):
    with engine.connect() as connection:
        if connection.scalar(sa.text("SELECT to_regclass('alembic_version')")) is None:
            return []
        return sorted(connection.scalars(sa.text("SELECT version_num FROM alembic_version")))


def step(config, engine, kind, argument):
    result = {"errors": [], "message": "", "value": None, "output": ""}
    try:
        if kind == "sql":
            with engine.begin() as connection:
                connection.exec_driver_sql(argument.replace("%", "%%"))
        elif kind == "probe":
            with engine.connect() as connection:
                result["value"] = str(connection.exec_driver_sql(argument.replace("%", "%%")).scalar())
        elif kind == "check":
            # It compares only at the head.
            command.upgrade(config, "head")
            command.check(config)
        elif kind == "offline":
            buffer = config.output_buffer = io.StringIO()
            try:
                command.upgrade(config, argument, sql=True)
            finally:
                result["output"] = buffer.getvalue()
        else:
            getattr(command, kind)(config, argument)
    except BaseException as exception:
        result["errors"] = names_of(exception)
        result["message"] = str(exception)[:400]
    result["schema"] = schema_lines.schema(engine)
    result["versions"] = versions(engine)
    return result


def run(case, engine):
    driver = case.get("driver", "psycopg")
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "versions"))
        env = case.get("env") or (ASYNC_ENV if driver == "asyncpg" else ENV)
        files = {"env.py": env, "script.py.mako": "", **{f"versions/{k}": v for k, v in case["files"].items()}}
        for path, text in files.items():
            pathlib.Path(folder, path).write_text(text, encoding="utf-8")
        # Our answer goes to the standard output.
        config = Config(stdout=sys.stderr)
        config.set_main_option("script_location", folder)
        config.attributes["url"] = engine.url.set(drivername=f"postgresql+{driver}")
        config.attributes["connection_url"] = config.attributes["url"].render_as_string(hide_password=False)
        os.environ["DATABASE_URL"] = config.attributes["connection_url"]
        results = [step(config, engine, kind, argument) for kind, argument in case["steps"]]
    schema_lines.empty(engine)
    return results


def main(request):
    server = sa.engine.make_url(request["url"]).set(drivername=request.get("driver", "postgresql"))
    name = "limbeck_" + uuid.uuid4().hex[:12]
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        # A migration that waits for a lock of its own other connection would wait for ever.
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET lock_timeout = '1500ms'")
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET idle_in_transaction_session_timeout = '20s'")
    engine = sa.create_engine(server.set(database=name), poolclass=sa.pool.NullPool)
    try:
        return [run(case, engine) for case in request["cases"]]
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


stdout = sys.stdout
sys.stdout = sys.stderr
json.dump(main(json.load(sys.stdin)), stdout)
