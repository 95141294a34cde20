"""Runs migrations offline in the real Alembic and prints, as JSON, which operations it executed, in order, and which of them in autocommit."""
import io
import json
import sys
import types
import warnings
from contextlib import contextmanager

import alembic.context
from alembic.operations import Operations, batch
from alembic.operations import base
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import mock

warnings.simplefilter("ignore")

owner = getattr(base, "AbstractOperations", base.Operations)
invoke, flush = owner.invoke, batch.BatchOperationsImpl.flush
create_mock, visit = mock.MockConnection.__init__, mock.MockConnection._run_ddl_visitor
autocommit_block = MigrationContext.autocommit_block

log = []
depth = {"inside": 0, "autocommit": 0}


def note(name, table):
    log.append([name, table, depth["autocommit"] > 0])


@contextmanager
def inside(key):
    depth[key] += 1
    try:
        yield
    finally:
        depth[key] -= 1


def snake(operation):
    name = type(operation).__name__.removesuffix("Op").removesuffix("SQL")
    return "".join("_" + it.lower() if it.isupper() else it for it in name).lstrip("_")


def table_of(operation):
    for name in ("table_name", "source_table"):
        if isinstance(getattr(operation, name, None), str):
            return getattr(operation, name)
    return operation.table.name if hasattr(operation, "table") else ""


def noting_invoke(self, operation):
    name, table = snake(operation), table_of(operation)
    if isinstance(self.impl, batch.BatchOperationsImpl) and name != "execute":
        self.impl.__dict__.setdefault("noted", []).append((name, table))
    else:
        note(name, table)
    with inside("inside"):
        return invoke(self, operation)


def noting_flush(self):
    for name, table in self.__dict__.get("noted", []):
        note(name, table)
    return flush(self)


def noting_mock(self, *args, **kwargs):
    create_mock(self, *args, **kwargs)
    execute = self.execute

    def noting_execute(*arguments, **options):
        if depth["inside"] == 0:
            note("connection_execute", "")
        return execute(*arguments, **options)

    # In SQLAlchemy 1.4 `execute` is an attribute of the object, later a method of the class.
    self.execute = noting_execute


def noting_visit(self, visitor, element, **kwargs):
    if depth["inside"] == 0:
        note("schema_drop" if "drop" in visitor.__name__.lower() else "schema_create", "")
    with inside("inside"):
        return visit(self, visitor, element, **kwargs)


@contextmanager
def noting_autocommit(self):
    with autocommit_block(self), inside("autocommit"):
        yield


owner.invoke = noting_invoke
batch.BatchOperationsImpl.flush = noting_flush
mock.MockConnection.__init__ = noting_mock
mock.MockConnection._run_ddl_visitor = noting_visit
MigrationContext.autocommit_block = noting_autocommit


def run(source):
    log.clear()
    module = types.ModuleType("migration_py")
    exec(compile(source, "migration.py", "exec"), module.__dict__)
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "literal_binds": True, "output_buffer": io.StringIO()}
    )
    environment = EnvironmentContext.__new__(EnvironmentContext)
    environment.context_opts = {"x": []}
    environment._migration_context = context
    environment.is_offline_mode = lambda: True
    environment._install_proxy()
    try:
        with Operations.context(context):
            module.upgrade()
    finally:
        environment._remove_proxy()
    return list(log)


json.dump([run(it) for it in json.load(sys.stdin)], sys.stdout)
