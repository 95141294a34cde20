"""Prints, as JSON, how SQLAlchemy's PostgreSQL dialect quotes names, spells types and shortens names of constraints."""
import json
import sys
import warnings

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import conv

warnings.simplefilter("ignore")
request = json.load(sys.stdin)
dialect = postgresql.dialect(paramstyle="named")


def type_text(expression):
    try:
        value = eval(expression, {"sa": sa, "postgresql": postgresql})
    except (AttributeError, TypeError):  # not in this version
        return None
    if isinstance(value, type):
        value = value()
    return value.compile(dialect=dialect)


def constraint_name(name):
    metadata = sa.MetaData()
    constraint = sa.CheckConstraint("x > 0", name=conv(name))
    sa.Table("t", metadata, sa.Column("x", sa.Integer), constraint)
    return dialect.identifier_preparer.format_constraint(constraint)


json.dump(
    {
        "version": sa.__version__,
        "quoted": [dialect.identifier_preparer.quote(it) for it in request["names"]],
        "reserved": sorted(dialect.identifier_preparer.reserved_words),
        "types": [type_text(it) for it in request["types"]],
        "shortened": [constraint_name(it) for it in request["long"]],
    },
    sys.stdout,
)
