"""What an offline run prints for percent signs and bound values, for each given configuration of the dialect."""

import io
import json
import sys
import warnings

warnings.simplefilter("ignore")
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext


def printed(case):
    buffer = io.StringIO()
    options = {"as_sql": True, "output_buffer": buffer, "literal_binds": case["literalBinds"]}
    style = case["paramstyle"]
    dialect_opts = {} if style is None else {"paramstyle": style}
    try:
        context = MigrationContext.configure(url=case["url"], dialect_opts=dialect_opts, opts=options)
        op = Operations(context)
        table = sa.table("t", sa.column("a", sa.Integer))
        op.execute("select '50%'")
        op.execute(sa.text("select :x").bindparams(x=5))
        op.execute(table.update().values(a=table.c.a % 2))
        return {"style": context.dialect.paramstyle, "lines": [it for it in buffer.getvalue().split("\n") if it]}
    except sa.exc.NoSuchModuleError:
        return None


cases = json.load(sys.stdin)
print(json.dumps({"sqlalchemy": sa.__version__, "answers": [printed(it) for it in cases]}))
