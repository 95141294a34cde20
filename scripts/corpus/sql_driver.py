"""Prints every migration of one project with the real Alembic, offline (`--sql`), one revision and one direction at a time, in one process.

Input on standard input: {"config", "section", "workingDirectory", "prependSysPath", "scriptLocation", "files", "worlds"}; a world is what the offline
`context.configure()` says: {"literalBinds", "paramstyle", "driver", "convention", "transactionalDdl"}.
Output: {"steps"}; a step is {"file", "direction", "worlds"} with one {"text"} or {"failed"} for each world, and "stubs" when something was used on
the way that stands in for what is not installed here: then the text says nothing.
"""

import importlib
import importlib.abc
import importlib.machinery
import inspect
import io
import json
import logging
import os
import re
import signal
import sys
import warnings

sys.dont_write_bytecode = True
output, sys.stdout = sys.stdout, sys.stderr
warnings.simplefilter("ignore")

import sqlalchemy  # noqa: E402
from alembic import op  # noqa: E402
from alembic.config import Config  # noqa: E402
from alembic.operations import Operations  # noqa: E402
from alembic.runtime.environment import EnvironmentContext  # noqa: E402
from alembic.script import ScriptDirectory, base  # noqa: E402
from stand_ins import Finder, Stub, StubModule, add_missing_name, used  # noqa: E402

seconds_for_a_step = 20
seconds_for_a_module = 60

# What SQLAlchemy or Alembic itself does not have in this version is no missing package: SQLAlchemy looks for dialects by their names.
real = ("sqlalchemy", "alembic")


class OwnFinder(importlib.abc.MetaPathFinder):
    """The modules of the project itself; what fails while it is loaded becomes a stand-in from there on."""

    def __init__(self, folders):
        self.folders = [os.path.abspath(it) + os.sep for it in folders]

    def find_spec(self, name, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is None or spec.origin is None or spec.loader is None:
            return None
        origin = os.path.abspath(spec.origin)
        if not any(origin.startswith(it) for it in self.folders) or "site-packages" in origin or not origin.endswith(".py"):
            return None
        spec.loader = ForgivingLoader(name, origin)
        return spec


class ForgivingLoader(importlib.machinery.SourceFileLoader):
    def exec_module(self, module):
        before = sys.modules.get(module.__name__)
        try:
            with limit(seconds_for_a_module):
                super().exec_module(module)
        except (Exception, SystemExit, TimedOut):
            module.__class__ = StubModule
            sys.modules[module.__name__] = before or module


class TimedOut(BaseException):
    pass


class limit:
    def __init__(self, seconds):
        self.seconds = seconds

    def __enter__(self):
        def stop(*args):
            raise TimedOut()

        self.before = signal.signal(signal.SIGALRM, stop)
        self.left = signal.alarm(self.seconds)

    def __exit__(self, *error):
        signal.alarm(self.left)
        signal.signal(signal.SIGALRM, self.before)


def load(file):
    """Loads a version file as Alembic does; a name that a real module lacks (a newer or older library) is added first."""
    name = os.path.basename(file)
    for _ in range(200):
        try:
            return base.util.load_python_file(os.path.dirname(file), name)
        except ImportError as error:
            if not add_missing_name(error, real):
                raise
    raise ImportError(f"{file} asks for too much")


def configure(context, world, buffer):
    options = {"literal_binds": world["literalBinds"], "output_buffer": buffer}
    if world["paramstyle"] is not None:
        options["dialect_opts"] = {"paramstyle": world["paramstyle"]}
    if world["transactionalDdl"] is not None:
        options["transactional_ddl"] = world["transactionalDdl"]
    options["target_metadata"] = sqlalchemy.MetaData(naming_convention=world["convention"])
    if world["versionTableSchema"] is not None:
        options["version_table_schema"] = world["versionTableSchema"]
    driver = world["driver"]
    context.configure(dialect_name="postgresql" if driver in (None, "default") else f"postgresql+{driver}", **options)


def step(environment, module, direction, world):
    buffer = io.StringIO()
    try:
        with limit(seconds_for_a_step), EnvironmentContext(*environment, as_sql=True, fn=lambda rev, context: []) as context:
            configure(context, world, buffer)
            migration = context.get_context()
            with Operations.context(migration):
                function = getattr(module, direction)
                function(**arguments(function))
        return {"text": buffer.getvalue()}
    except AttributeError as error:
        if import_missing(error):
            return step(environment, module, direction, world)
        return {"failed": f"{type(error).__name__}: {error}"[:500], "text": buffer.getvalue()}
    except TimedOut:
        return {"failed": "took too long"}
    except (Exception, SystemExit) as error:
        return {"failed": f"{type(error).__name__}: {error}"[:500], "text": buffer.getvalue()}


def import_missing(error):
    """A module of a package of the project that env.py would have imported; False where there is none."""
    missing = re.search(r"^module '([\w.]+)' has no attribute '(\w+)'$", str(error))
    if missing is None or missing[1].split(".")[0] in real:
        return False
    try:
        module = importlib.import_module(f"{missing[1]}.{missing[2]}")
    except Exception:
        return False
    return hasattr(sys.modules[missing[1]], missing[2]) and not isinstance(module, StubModule)


def arguments(function):
    """What a project's env.py hands to its migrations (`run_migrations(**kw)`): `op` is what it is called, all else is not known here."""
    required = [it.name for it in inspect.signature(function).parameters.values() if it.default is it.empty and it.kind not in (it.VAR_POSITIONAL, it.VAR_KEYWORD)]
    return {name: op if name == "op" else Stub for name in required}


def script_environment(project):
    path = project["config"]
    try:
        if path is not None and path.endswith(".ini"):
            config = Config(path, ini_section=project["section"])
        else:
            config = Config()
        script = ScriptDirectory(project["scriptLocation"])
    except Exception:
        config, script = Config(), ScriptDirectory(os.path.dirname(__file__))
    return config, script


def run(project):
    own = [project["workingDirectory"], *project["prependSysPath"]]
    os.chdir(project["workingDirectory"])
    sys.path[1:1] = own
    sys.meta_path.insert(0, OwnFinder(own))
    sys.meta_path.append(Finder(but=real))
    environment = script_environment(project)
    steps = []
    for file in project["files"]:
        module = failed = None
        del used[:]
        try:
            with limit(seconds_for_a_module), EnvironmentContext(*environment, as_sql=True, fn=lambda rev, context: []) as context:
                configure(context, project["worlds"][0], io.StringIO())
                module = load(file)
        except (Exception, SystemExit, TimedOut) as error:
            failed = f"{type(error).__name__}: {error}"[:500]
        # What the file itself made of stand-ins while it was loaded.
        before = [what for what, place in used if place == file]
        for direction in ("upgrade", "downgrade"):
            if failed is not None:
                steps.append({"file": file, "direction": direction, "worlds": [{"failed": f"cannot be loaded: {failed}"}], "stubs": []})
                continue
            del used[:]
            worlds = [step(environment, module, direction, it) for it in project["worlds"]]
            steps.append({"file": file, "direction": direction, "worlds": worlds, "stubs": sorted({*before, *(what for what, _ in used)})[:8]})
    return {"steps": steps}


logging.disable(logging.CRITICAL)
json.dump(run(json.load(sys.stdin)), output)
output.flush()
# Threads that a project's module may have started do not keep the process alive.
os._exit(0)
