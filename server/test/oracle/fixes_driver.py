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

ENV = """
from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
"""

# What a migration can change, each as text that names everything about it.
SCHEMA = {
    "column": """
        SELECT concat(c.oid::regclass, '.', a.attname, ' ', format_type(a.atttypid, a.atttypmod),
                      CASE WHEN a.attnotnull THEN ' NOT NULL' END,
                      ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated)
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace IN ({own})""",
    "constraint": """
        SELECT concat(conrelid::regclass, ' ', conname, ' ', pg_get_constraintdef(oid)) FROM pg_constraint
         WHERE connamespace IN ({own}) AND contype <> 'n'""",
    "index": "SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE c.relnamespace IN ({own})",
    "type": """
        SELECT concat(t.oid::regtype, ' ', string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder))
          FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.oid""",
    "relation": "SELECT concat(relkind, ' ', oid::regclass) FROM pg_class WHERE relnamespace IN ({own}) AND relkind IN ('S', 'v', 'm')",
    "comment": """
        SELECT concat(objoid::regclass, '.', objsubid, ' ', description) FROM pg_description
         WHERE classoid = 'pg_class'::regclass AND objoid IN (SELECT oid FROM pg_class WHERE relnamespace IN ({own}))""",
    "schema": "SELECT nspname FROM pg_namespace WHERE oid IN ({own})",
}
OWN = "SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"


def schema(engine):
    with engine.connect() as connection:
        lines = []
        for kind, query in SCHEMA.items():
            lines += [f"{kind} {row[0]}" for row in connection.exec_driver_sql(query.replace("{own}", OWN))]
    return sorted(line for line in lines if "alembic_version" not in line)


def empty(engine):
    """A new database for each case would be cleaner and takes seconds."""
    with engine.begin() as connection:
        own = [row[0] for row in connection.exec_driver_sql(OWN.replace("oid", "quote_ident(nspname)", 1))]
        connection.exec_driver_sql(f"DROP SCHEMA {', '.join(own)} CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")


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
