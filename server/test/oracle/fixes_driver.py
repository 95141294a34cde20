"""Runs migrations on a real PostgreSQL with the real Alembic and says what the database looks like after each step.

Input: {"url": …, "cases": [{"files": {name: text}, "steps": [["upgrade", "a1"] | ["downgrade", "-1"] | ["sql", "INSERT …"]]}]}
Output: one list a case, one entry a step: {"error": text or null, "schema": [line, …]}
"""

import json
import os
import sys
import tempfile
import uuid

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from schema_lines import empty, schema

ENV = """
from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
"""


def run(case, engine):
    results = []
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "versions"))
        files = {"env.py": ENV, "script.py.mako": "", **{f"versions/{k}": v for k, v in case["files"].items()}}
        for path, text in files.items():
            with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
                file.write(text)
        config = Config()
        config.set_main_option("script_location", folder)
        config.attributes["url"] = engine.url
        for kind, argument in case["steps"]:
            error = None
            try:
                if kind == "sql":
                    with engine.begin() as connection:
                        connection.exec_driver_sql(argument)
                else:
                    getattr(command, kind)(config, argument)
            except Exception as exception:
                error = f"{type(exception).__name__}: {str(exception).splitlines()[0]}"
            results.append({"error": error, "schema": schema(engine)})
    empty(engine)
    return results


def main(request):
    server = sa.engine.make_url(request["url"])
    name = "limbeck_" + uuid.uuid4().hex[:12]
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine = sa.create_engine(server.set(database=name), poolclass=sa.pool.NullPool)
    try:
        return [run(case, engine) for case in request["cases"]]
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}")


json.dump(main(json.load(sys.stdin)), sys.stdout)
