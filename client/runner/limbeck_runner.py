"""Run the project's own Alembic in this interpreter and report what happens.

    python limbeck_runner.py <arguments of the alembic command>
    python limbeck_runner.py --limbeck-probe

Standard library only; Python 3.8 and newer; Alembic 1.8 and newer; SQLAlchemy 1.4 and newer.

In.   The first line of standard input is a JSON object, all members optional:
        "expected"  {"server": {...} | null, "names": {"host", "port", "database", "user"}, "label": str}
                    The database that the environment names.  When Alembic is given a connection to another
                    one, nothing runs.
        "useUrl"    true: the URL in the environment variable LIMBECK_DATABASE_URL becomes the main option
                    `sqlalchemy.url`.  A URL never stands in an argument: process lists show arguments.
        "agreed"    ids of the only revisions that may run: what a person agreed to.  A plan that holds any other
                    one is refused before its first step.
        "module"    instead of the alembic command, this module is run as `python -m` would, with the arguments as
                    its own: `flask` for Flask-Migrate.  What it does through Alembic is reported all the same.
      The rest of standard input is a control channel: the line "cancel" stops the run, and so does its end, because
      then the editor that started the run is gone.

Out.  Standard output carries one JSON event a line and nothing else.  What the migrations print arrives as
      "output" events; what they, or programs that they start, write past Python's `sys.stdout` goes to standard error.

      started             python, executable, pid, alembic, sqlalchemy, drivers
      missing             module, message                     an import that every run needs failed
      connection          id, dialect, driver, target, identity, why
      verified            connection                          it is the database that the environment names
      mismatch            expected, actual, connection        it is not; nothing ran
      heads               rows                                rows of the version table before the first step
      plan                steps                               what will run, in order
      revision-started    index, count, revision, direction, message, path
      revision-applied    index, count, revision, direction, heads
      statement           number, connection, text, truncated
      statement-done      number, milliseconds, rows, repeats
      commit, rollback    connection
      output              stream, text
      failure             kind, type, message, frames, place, statement, database, causes
      state               rows | null, why                    the version table, read again with a new connection
      exit                code, applied, lost                 lost: applied and then not committed
"""

from __future__ import annotations

import functools
import io
import json
import logging
import os
import runpy
import signal
import sys
import sysconfig
import threading
import time
import traceback

PROTOCOL = 1
MAXIMUM_STATEMENT = 20_000
MAXIMUM_FRAMES = 60
DRIVERS = ("psycopg", "psycopg2", "asyncpg", "pg8000")
GRACE_SECONDS = 10.0

# The start time of the postmaster is the same through every host name, port mapping and tunnel, and differs between servers:
# it tells servers apart where addresses cannot.
IDENTITY_SQL = (
    "SELECT pg_backend_pid()::text, host(inet_server_addr())::text, inet_server_port()::text, "
    "current_database()::text, session_user::text, current_user::text, "
    "current_setting('server_version')::text, current_setting('server_version_num')::text, "
    "((extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint)::text, "
    "(SELECT oid::text FROM pg_database WHERE datname = current_database()), "
    "pg_is_in_recovery()::text"
)
IDENTITY_NAMES = (
    "pid",
    "address",
    "port",
    "database",
    "user",
    "currentUser",
    "version",
    "versionNumber",
    "startedAt",
    "databaseOid",
    "inRecovery",
)


class Mismatch(Exception):
    """Alembic was given a connection to another database than the environment names."""


class Surprise(Exception):
    """Alembic plans a revision that the person was not asked about."""


class Cancelled(KeyboardInterrupt):
    """Not an `Exception`, so that `except Exception` in a migration does not swallow it."""


class Reporter:
    """Writes events to the real standard output, which nobody else can reach any more."""

    def __init__(self, descriptor):
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def emit(self, event, **members):
        line = json.dumps({"event": event, **members}, ensure_ascii=True, default=str) + "\n"
        data = line.encode("ascii")
        with self._lock:
            try:
                while data:
                    data = data[os.write(self._descriptor, data) :]
            except OSError:
                # The editor is gone; the control channel ends the run.
                return


class OutputStream(io.RawIOBase):
    """Stands behind `sys.stdout`: bytes become "output" events, in the order in which they were written."""

    def __init__(self, reporter, stream):
        super().__init__()
        self._reporter = reporter
        self._stream = stream

    def writable(self):
        return True

    def fileno(self):
        # A program that is given sys.stdout writes to descriptor 1, which leads to standard error.
        return 1

    def isatty(self):
        return False

    def write(self, data):
        data = bytes(data)
        self._reporter.emit("output", stream=self._stream, text=data.decode("utf-8", "replace"))
        return len(data)


class WholeLines(io.TextIOWrapper):
    """Text is buffered up to a line's end, so that an event never ends inside a character."""

    def __init__(self, raw):
        super().__init__(
            io.BufferedWriter(raw, 64 * 1024), encoding="utf-8", errors="backslashreplace", newline="\n", line_buffering=True
        )


class Statements:
    """Reports statements with their time; one that repeats without pause is reported once with a count."""

    def __init__(self, reporter):
        self._reporter = reporter
        self._number = 0
        self._text = None
        self._started = 0.0
        self._spent = 0.0
        self._rows = -1
        self._repeats = -1

    def begin(self, connection, text):
        if text != self._text:
            self.flush()
            self._text = text
            self._number += 1
            self._reporter.emit(
                "statement",
                number=self._number,
                connection=connection,
                text=text[:MAXIMUM_STATEMENT],
                truncated=len(text) > MAXIMUM_STATEMENT,
            )
        self._started = time.perf_counter()

    def end(self, rows):
        self._spent += time.perf_counter() - self._started
        self._rows = rows
        self._repeats += 1

    def flush(self):
        if self._text is not None and self._repeats >= 0:
            self._reporter.emit(
                "statement-done",
                number=self._number,
                milliseconds=round(self._spent * 1000, 3),
                rows=self._rows,
                repeats=self._repeats,
            )
        self._text = None
        self._spent = 0.0
        self._rows = -1
        self._repeats = -1


class Run:
    """What one run knows: its connections, what it applied, and whether it was asked to stop."""

    def __init__(self, reporter, request):
        self.reporter = reporter
        self.request = request
        self.statements = Statements(reporter)
        self.expected = request.get("expected") or None
        self.connections = {}
        self.driver_connections = {}
        self.cancelled = False
        self.watching = True
        self.applied = []
        self.uncommitted = []
        self.context = None

    # Connections

    def target(self, dialect, record, arguments, parameters):
        """Event do_connect: what the driver was told, without the password."""
        record.info["limbeck_target"] = {
            "dialect": dialect.name,
            "driver": dialect.driver,
            "host": text_or_none(parameters.get("host")),
            "port": text_or_none(parameters.get("port")),
            "database": text_or_none(parameters.get("database") or parameters.get("dbname")),
            "user": text_or_none(parameters.get("user")),
        }

    def connected(self, connection, record):
        target = record.info.get("limbeck_target") or {}
        dialect = target.get("dialect") or dialect_of(connection)
        identity, why = identity_of(connection) if dialect == "postgresql" else (None, "not a PostgreSQL connection")
        number = len(self.connections) + 1
        self.connections[number] = (identity, target)
        self.driver_connections[number] = connection
        record.info["limbeck_connection"] = number
        self.reporter.emit(
            "connection",
            id=number,
            dialect=dialect,
            driver=target.get("driver"),
            target=target or None,
            identity=identity,
            why=why,
        )

    def closed(self, connection, record):
        self.driver_connections.pop(record.info.get("limbeck_connection"), None)

    def number_of(self, connection):
        try:
            return connection.info.get("limbeck_connection")
        except Exception:  # A closed or invalidated connection has no info any more.
            return None

    def is_expected(self, number):
        if self.expected is None or number is None:
            return self.expected is None
        identity, target = self.connections[number]
        return same_database(self.expected, identity, target)

    def verify(self, connection):
        """Called with the connection that env.py gave to Alembic, before the first statement of a migration."""
        if self.expected is None:
            return
        number = self.number_of(connection)
        if self.is_expected(number):
            self.reporter.emit("verified", connection=number)
            return
        self.refuse(number)

    def refuse(self, number):
        identity, target = self.connections.get(number, (None, None))
        self.reporter.emit("mismatch", connection=number, expected=self.expected, actual=identity, target=target)
        raise Mismatch("Alembic was given a connection to another database than the environment names.")

    # Statements and transactions

    def before_statement(self, connection, cursor, statement, parameters, context, executemany):
        if not self.watching:
            return
        if self.cancelled:
            raise Cancelled("cancelled")
        number = self.number_of(connection)
        if not self.is_expected(number) and not only_reads(statement):
            self.refuse(number)
        self.statements.begin(number, statement)

    def after_statement(self, connection, cursor, statement, parameters, context, executemany):
        if self.watching:
            self.statements.end(getattr(cursor, "rowcount", -1))

    def committed(self, connection, *_):
        if not self.watching:
            return
        self.statements.flush()
        number = self.number_of(connection)
        self.reporter.emit("commit", connection=number)
        self.uncommitted = [it for it in self.uncommitted if it[0] != number]

    def rolled_back(self, connection, *_):
        if not self.watching:
            return
        self.statements.flush()
        self.reporter.emit("rollback", connection=self.number_of(connection))

    # Revisions

    def watch_steps(self, function):
        """Wraps the function that gives the steps: Alembic pulls the next one when the one before is applied."""

        @functools.wraps(function)
        def steps(heads, context):
            self.reporter.emit("heads", rows=sorted(text_or_none(it) for it in heads or ()))
            planned = list(function(heads, context))
            described = [describe_step(it) for it in planned]
            if planned:
                self.reporter.emit("plan", steps=described)
            self.refuse_surprises(described)
            for index, step in enumerate(planned):
                self.statements.flush()
                self.reporter.emit("revision-started", index=index, count=len(planned), **described[index])
                self.current = (index, len(planned), described[index])
                yield step

        return steps

    def refuse_surprises(self, steps):
        agreed = self.request.get("agreed")
        surprises = [] if agreed is None else [it["revision"] for it in steps if it["revision"] not in agreed]
        if surprises:
            raise Surprise("This would also run %s, which nobody agreed to. Nothing was run." % ", ".join(surprises))

    def step_applied(self, ctx, step, heads, run_args):
        self.statements.flush()
        index, count, described = self.current
        self.applied.append(described["revision"])
        connection = ctx.connection
        number = self.number_of(connection)
        if not ctx.as_sql and not is_autocommit(connection):
            self.uncommitted.append((number, described["revision"]))
        self.reporter.emit(
            "revision-applied",
            index=index,
            count=count,
            revision=described["revision"],
            direction=described["direction"],
            heads=sorted(heads),
        )

    # The end

    def cancel(self):
        self.cancelled = True
        self.cancel_statements()
        interrupt_main_thread()

    def cancel_statements(self):
        """May be called from the control thread: psycopg's and psycopg2's `cancel` are made for that."""
        for connection in list(self.driver_connections.values()):
            cancel = getattr(getattr(connection, "driver_connection", connection), "cancel", None)
            if callable(cancel):
                try:
                    cancel()
                except Exception:  # The connection is broken or closed: then there is nothing to cancel.
                    pass

    def report_state(self):
        """Reads the version table again, with a new connection: what is committed, whatever happened before."""
        self.watching = False
        context = self.context
        if context is None or context.as_sql or context.connection is None:
            return
        # What Alembic logs about one more context is of no interest.
        logging.disable(logging.CRITICAL)
        try:
            self.reporter.emit("state", rows=read_rows(context), why=None)
        except BaseException as problem:
            self.reporter.emit("state", rows=None, why="%s: %s" % (type(problem).__name__, problem))

    def finish(self, code):
        self.statements.flush()
        self.report_state()
        sys.stdout.flush()
        lost = [] if code != 0 else [revision for _, revision in self.uncommitted]
        self.reporter.emit("exit", code=code, applied=self.applied, lost=lost)
        return code


# Identity


def identity_of(connection):
    """What the server says about a DBAPI connection, and None; or None and why not. Leaves no transaction open."""
    try:
        cursor = connection.cursor()
        try:
            cursor.execute(IDENTITY_SQL)
            row = cursor.fetchone()
        finally:
            cursor.close()
            connection.rollback()
    except Exception as problem:
        return None, "%s: %s" % (type(problem).__name__, problem)
    return {name: text_or_none(value) for name, value in zip(IDENTITY_NAMES, row)}, None


def same_database(expected, identity, target):
    """Facts that the server itself gave beat names: one server has many names and ports."""
    if identity is None:
        return False
    server = expected.get("server")
    if server:
        return all(identity.get(it) == server.get(it) for it in ("startedAt", "databaseOid", "database", "user"))
    names = expected.get("names") or {}
    pairs = (
        (names.get("database"), identity.get("database")),
        (names.get("user"), identity.get("user")),
        (names.get("port"), (target or {}).get("port")),
        (plain_host(names.get("host")), plain_host((target or {}).get("host"))),
    )
    return all(one is None or other is None or str(one) == str(other) for one, other in pairs)


def plain_host(host):
    if host is None:
        return None
    return "localhost" if host.lower() in ("localhost", "127.0.0.1", "::1") else host.lower()


def only_reads(statement):
    first = statement.lstrip().split(None, 1)
    return bool(first) and first[0].lower().rstrip(";") in ("select", "show", "set", "begin", "commit", "rollback", "values")


def dialect_of(connection):
    module = type(connection).__module__
    known = ("psycopg", "pg8000", "asyncpg", "postgresql")
    return "postgresql" if any(it in module for it in known) else module.split(".")[0]


def text_or_none(value):
    return None if value is None else str(value)


def is_autocommit(connection):
    try:
        return connection.get_isolation_level() == "AUTOCOMMIT"
    except Exception:
        return False


# The version table


def read_rows(context):
    from alembic.runtime.migration import MigrationContext

    engine = context.connection.engine
    options = {"version_table": context.version_table, "version_table_schema": context.version_table_schema}

    def read(connection):
        return sorted(MigrationContext.configure(connection, opts=dict(options)).get_current_heads())

    if not getattr(engine.dialect, "is_async", False):
        with engine.connect() as connection:
            return read(connection)

    import asyncio

    from sqlalchemy.ext.asyncio import AsyncEngine

    async def read_async():
        # The pool belongs to the event loop of env.py, which is closed: start with a new one.
        async_engine = AsyncEngine(engine)
        engine.dispose(close=False)
        async with async_engine.connect() as connection:
            rows = await connection.run_sync(read)
        await async_engine.dispose()
        return rows

    return asyncio.run(read_async())


# Steps


def describe_step(step):
    info = getattr(step, "info", None)
    script = getattr(info, "up_revision", None)
    if getattr(info, "is_stamp", False):
        direction = "stamp"
    else:
        direction = "upgrade" if getattr(step, "is_upgrade", True) else "downgrade"
    return {
        "revision": getattr(info, "up_revision_id", None) or getattr(script, "revision", None),
        "direction": direction,
        "message": getattr(script, "doc", None),
        "path": getattr(script, "path", None),
    }


# Failures


def describe_failure(problem):
    """An exception as data: nobody has to read a traceback's text again."""
    own_libraries = library_directories()
    members = {
        "kind": failure_kind(problem),
        "type": type(problem).__name__,
        "message": message_of(problem),
        "frames": frames_of(problem, own_libraries),
        "place": syntax_place(problem),
        "statement": None,
        "database": database_details(problem),
        "causes": [],
    }
    statement = getattr(problem, "statement", None)
    if isinstance(statement, str):
        members["statement"] = statement[:MAXIMUM_STATEMENT]
    seen = {id(problem)}
    cause = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    while cause is not None and id(cause) not in seen and len(members["causes"]) < 8:
        seen.add(id(cause))
        members["causes"].append(
            {"type": type(cause).__name__, "message": message_of(cause), "frames": frames_of(cause, own_libraries)}
        )
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return members


def failure_kind(problem):
    if isinstance(problem, Mismatch):
        return "mismatch"
    if isinstance(problem, Surprise):
        return "refused"
    if isinstance(problem, KeyboardInterrupt):
        return "cancelled"
    names = {it.__name__ for it in type(problem).__mro__}
    if "CommandError" in names:
        return "alembic"
    if "DBAPIError" in names:
        return "database"
    return "syntax" if isinstance(problem, SyntaxError) else "python"


def message_of(problem):
    # SQLAlchemy's own text repeats the statement, its parameters and a link; the driver's text is the message.
    original = getattr(problem, "orig", None)
    return str(original if original is not None else problem).strip()


def database_details(problem):
    original = getattr(problem, "orig", None)
    if original is None:
        return None
    # asyncpg's exception carries its fields itself, psycopg's in `diag`, pg8000's in a dictionary of one-letter codes.
    sources = [getattr(original, "diag", None), original, getattr(original, "__cause__", None)]
    fields = original.args[0] if original.args and isinstance(original.args[0], dict) else {}

    def find(letter, *names):
        if letter in fields:
            return text_or_none(fields[letter])
        for source in sources:
            for name in names:
                value = getattr(source, name, None)
                if isinstance(value, str) and value:
                    return value
        return None

    return {
        "sqlstate": find("C", "sqlstate", "pgcode"),
        "message": find("M", "message_primary", "message") or None,
        "detail": find("D", "message_detail", "detail"),
        "hint": find("H", "message_hint", "hint"),
        "schema": find("s", "schema_name"),
        "table": find("t", "table_name"),
        "column": find("c", "column_name"),
        "constraint": find("n", "constraint_name"),
    }


def syntax_place(problem):
    while problem is not None:
        if isinstance(problem, SyntaxError) and problem.filename:
            return {"file": problem.filename, "line": problem.lineno, "column": problem.offset}
        problem = problem.__cause__
    return None


def frames_of(problem, libraries):
    """Outermost first. `own` marks files of the project: neither Python's nor installed packages."""
    frames = []
    for it in traceback.extract_tb(problem.__traceback__):
        if os.path.abspath(it.filename) == os.path.abspath(__file__):
            continue
        path = os.path.abspath(it.filename) if not it.filename.startswith("<") else it.filename
        frames.append(
            {
                "file": path,
                "line": it.lineno,
                "endLine": getattr(it, "end_lineno", None),
                "function": it.name,
                "own": not path.startswith("<") and not path.startswith(libraries),
            }
        )
    return frames[-MAXIMUM_FRAMES:]


def library_directories():
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    paths = sysconfig.get_paths()
    found = {os.path.abspath(paths[it]) + os.sep for it in names if paths.get(it)}
    for module in ("alembic", "sqlalchemy"):
        file = getattr(sys.modules.get(module), "__file__", None)
        if file:
            found.add(os.path.dirname(os.path.dirname(os.path.abspath(file))) + os.sep)
    return tuple(found)


# Control


def interrupt_main_thread():
    if sys.version_info >= (3, 10) or os.name == "nt":
        import _thread

        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)


def read_first_line(descriptor):
    data = b""
    while not data.endswith(b"\n"):
        piece = os.read(descriptor, 1)
        if not piece:
            break
        data += piece
    return data


def watch_control(descriptor, run):
    data = b""
    while True:
        try:
            piece = os.read(descriptor, 4096)
        except OSError:
            piece = b""
        data += piece
        if not piece or b"cancel\n" in data:
            break
    run.cancel()
    # A statement that was on its way to the server when it was asked to cancel is met the next time.
    end = time.monotonic() + GRACE_SECONDS
    while run.watching and time.monotonic() < end:
        time.sleep(0.3)
        run.cancel_statements()
    if not piece:
        time.sleep(max(0.0, end - time.monotonic()))
        # The editor is gone and the run does not end by itself: closing the connection makes the server roll back.
        os._exit(130)


# Alembic


def hook_sqlalchemy(run):
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    event.listen(Engine, "do_connect", run.target)
    event.listen(Engine, "connect", run.connected)
    event.listen(Engine, "close", run.closed)
    event.listen(Engine, "before_cursor_execute", run.before_statement)
    event.listen(Engine, "after_cursor_execute", run.after_statement)
    event.listen(Engine, "commit", run.committed)
    event.listen(Engine, "commit_twophase", run.committed)
    event.listen(Engine, "rollback", run.rolled_back)


def hook_alembic(run):
    from alembic.runtime.environment import EnvironmentContext

    original = EnvironmentContext.configure

    @functools.wraps(original)
    def configure(self, *args, **kw):
        connection = kw.get("connection", args[0] if args else None)
        if connection is not None and not self.is_offline_mode():
            run.verify(connection)
        callbacks = kw.get("on_version_apply") or ()
        kw["on_version_apply"] = (*(callbacks if isinstance(callbacks, (list, tuple, set)) else (callbacks,)), run.step_applied)
        function = self.context_opts.get("fn")
        if function is not None and not hasattr(function, "limbeck"):
            watched = run.watch_steps(function)
            watched.limbeck = True
            self.context_opts["fn"] = watched
        result = original(self, *args, **kw)
        run.context = self.get_context()
        return result

    EnvironmentContext.configure = configure


def alembic_command(arguments, run):
    from alembic.config import CommandLine

    url = os.environ.pop("LIMBECK_DATABASE_URL", None) if run.request.get("useUrl") else None

    class Line(CommandLine):
        def run_cmd(self, config, options):
            if url:
                # ConfigParser interpolates: a percent sign is written twice.
                config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
            super().run_cmd(config, options)

    # --raiseerr: an error of Alembic's own arrives as an exception instead of wrapped text.
    Line(prog="alembic").main(["--raiseerr", *arguments])


def run_program(arguments, run):
    """The exit code."""
    module = run.request.get("module")
    sys.argv = [module or "alembic", *arguments]
    try:
        if module:
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        else:
            alembic_command(arguments, run)
        return 0
    except SystemExit as problem:
        if isinstance(problem.code, int) or problem.code is None:
            return problem.code or 0
        print(problem.code, file=sys.stderr)
        return 1
    except BaseException as problem:
        run.statements.flush()
        described = describe_failure(problem)
        run.reporter.emit("failure", **described)
        if described["kind"] == "alembic":
            print("FAILED: %s" % problem, file=sys.stderr)
            return 255
        if described["kind"] not in ("cancelled", "mismatch", "refused"):
            traceback.print_exc()
        return 130 if described["kind"] == "cancelled" else 1


def versions():
    """Imports what every run needs, before the project's own directory is on the path."""
    import importlib.util

    import alembic
    import alembic.config
    import sqlalchemy

    drivers = [it for it in DRIVERS if importlib.util.find_spec(it) is not None]
    return {"alembic": alembic.__version__, "sqlalchemy": sqlalchemy.__version__, "drivers": drivers}


def main():
    reporter = Reporter(os.dup(1))
    os.dup2(2, 1)
    sys.stdout = WholeLines(OutputStream(reporter, "stdout"))

    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [it for it in sys.path if os.path.abspath(it or ".") != here]
    about = {
        "protocol": PROTOCOL,
        "python": ".".join(map(str, sys.version_info[:3])),
        "executable": sys.executable,
        "pid": os.getpid(),
    }
    try:
        found = versions()
    except ImportError as problem:
        reporter.emit("missing", module=problem.name, message=str(problem), **about)
        return 4
    reporter.emit("started", **about, **found)
    arguments = sys.argv[1:]
    if arguments == ["--limbeck-probe"]:
        return 0

    control = os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    request = json.loads(read_first_line(control) or b"{}")
    run = Run(reporter, request)
    threading.Thread(target=watch_control, args=(control, run), daemon=True).start()

    # Last on the path: `alembic` itself does not add the current directory, `python -m alembic` does; at the end it can
    # hide neither the standard library nor an installed package.
    sys.path.append(os.getcwd())
    hook_sqlalchemy(run)
    hook_alembic(run)
    return run.finish(run_program(arguments, run))


if __name__ == "__main__":
    sys.exit(main())
