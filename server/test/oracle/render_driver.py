"""Prints bodies of `upgrade()` with the real Alembic, offline.

Input: {"imports", "cases"} with {"body", "config"}; output: one text, or {"failed"}, a case. With "partial" each answer is {"text", "failed"}: what was printed
until then, and the exception or null.
"""

import io
import json
import signal
import sys
import warnings

import sqlalchemy
from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

warnings.simplefilter("ignore")
seconds_for_a_case = 5


class TimedOut(Exception):
    pass


def stop(*args):
    raise TimedOut()


def answer(imports, body, config, partial=False):
    buffer = io.StringIO()
    options = {"as_sql": True, "literal_binds": config["literalBinds"], "output_buffer": buffer}
    options["target_metadata"] = sqlalchemy.MetaData(naming_convention=config["convention"])
    dialect = {} if config["paramstyle"] is None else {"paramstyle": config["paramstyle"]}
    signal.alarm(seconds_for_a_case)
    try:
        name = "postgresql" if config["driver"] == "default" else f"postgresql+{config['driver']}"
        context = MigrationContext.configure(dialect_name=name, dialect_opts=dialect, opts=options)
        names = {}
        exec(imports, names)
        with Operations.context(context):
            exec(compile(body, "body", "exec"), names)
    except (Exception, SystemExit) as error:
        failed = f"{type(error).__name__}: {error}"[:300]
        return {"text": buffer.getvalue(), "failed": failed} if partial else {"failed": failed}
    finally:
        signal.alarm(0)
    return {"text": buffer.getvalue(), "failed": None} if partial else buffer.getvalue()


given = json.load(sys.stdin)
signal.signal(signal.SIGALRM, stop)
output, sys.stdout = sys.stdout, sys.stderr
partial = given.get("partial", False)
json.dump([answer(given["imports"], it["body"], it["config"], partial) for it in given["cases"]], output)
