"""Prints, as JSON, what Alembic and SQLAlchemy say of themselves: signatures of directives, TypeErrors of wrong calls, identity of names."""
import importlib
import inspect
import io
import json
import sys
import warnings

import alembic
from alembic import op
from alembic.operations import BatchOperations, Operations
from alembic.runtime.migration import MigrationContext

warnings.simplefilter("ignore")


def parameters(cls, name):
    found = []
    for it in list(inspect.signature(getattr(cls, name)).parameters.values())[1:]:
        default = None if it.default is it.empty else repr(it.default)
        found.append({"name": it.name, "kind": it.kind.name, "default": default})
    return found


def type_error(call):
    """What Python says of a call whose arguments are all None."""
    arguments = [None] * call["positional"]
    keywords = {it: None for it in call["keywords"]}
    try:
        if call["batch"]:
            with op.batch_alter_table("t") as batch:
                try:
                    getattr(batch, call["name"])(*arguments, **keywords)
                finally:
                    batch.impl.batch.clear()
        else:
            getattr(op, call["name"])(*arguments, **keywords)
    except TypeError as problem:
        # Deeper frames mean that the arguments were bound and their values are what the function did not like.
        trace, depth = problem.__traceback__, 0
        while trace is not None:
            trace, depth = trace.tb_next, depth + 1
        # With `op`, one more frame is the proxy and one the exec'd method.
        return str(problem).removeprefix("AbstractOperations.") if "argument" in str(problem) and depth <= 3 else None
    except Exception:
        return None
    return None


def find(path):
    """The object that a dotted path names, or a marker when there is none in this version."""
    first, *rest = path.split(".")
    found = importlib.import_module(first)
    seen = first
    for part in rest:
        seen = f"{seen}.{part}"
        if not hasattr(found, part):
            try:
                importlib.import_module(seen)
            except ImportError:
                return missing
        found = getattr(found, part)
    return found


missing = object()


def same(pair):
    left, right = (find(it) for it in pair)
    if left is missing or right is missing:
        return None
    if left is right:
        return True
    # `func.now` makes a new generator each time; what it builds is of the class in `functions`.
    return type(left).__name__ == type(right).__name__ == "_FunctionGenerator"


def names(module):
    """Public names of a module that are SQLAlchemy's own, without what it imports from elsewhere for itself."""
    found = importlib.import_module(module)
    objects = {it: getattr(found, it) for it in dir(found) if not it.startswith("_")}
    homes = {it: getattr(of, "__module__", None) or "sqlalchemy" for it, of in objects.items()}
    return sorted(
        it
        for it, of in objects.items()
        if not inspect.ismodule(of) and homes[it].startswith("sqlalchemy") and homes[it] != "sqlalchemy.sql.operators"
    )


def known(module):
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True


request = json.load(sys.stdin)
answer = {
    "version": alembic.__version__,
    "operations": {it: parameters(Operations, it) for it in request["directives"] if hasattr(Operations, it)},
    "batch": {it: parameters(BatchOperations, it) for it in request["directives"] if hasattr(BatchOperations, it)},
    "public": [it for it in dir(op) if not it.startswith("_")],
    "same": [same(it) for it in request["pairs"]],
    "names": {it: names(it) for it in request["modules"] if known(it)},
}
context = MigrationContext.configure(
    dialect_name="postgresql", opts={"as_sql": True, "output_buffer": io.StringIO()}
)
with Operations.context(context):
    answer["errors"] = [type_error(it) for it in request["calls"]]
json.dump(answer, sys.stdout)
