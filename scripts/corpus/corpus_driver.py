"""Loads one real project with the real Alembic and answers the questions of graph_driver.py about it.

Input on standard input: {"config", "section", "workingDirectory", "prependSysPath", "scriptLocation", "versionLocations", "recursive",
"sourceless", "queries"}.
Output: {"locations", "headers", "facts", "answers", "computed"}, or {"failed"} with what Alembic says when it cannot load the files.

Whatever a version file imports that neither the project nor this interpreter has is replaced by an object that accepts everything, so that the header can
be read. A header that holds such an object is named in "computed".
"""

import ast
import builtins
import importlib
import inspect
import json
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "server" / "test" / "oracle"))
sys.dont_write_bytecode = True
output, sys.stdout = sys.stdout, sys.stderr

import graph_driver  # noqa: E402
import sqlalchemy  # noqa: E402
from alembic import op  # noqa: E402
from alembic.config import Config  # noqa: E402
from alembic.script import ScriptDirectory, base  # noqa: E402
from alembic.util import CommandError  # noqa: E402
from stand_ins import Finder, Stub, StubModule, add_missing_name, hold  # noqa: E402


sys.meta_path.append(Finder())
load = base.util.load_python_file


def load_anyway(directory, filename):
    """Loads a file; a name that a real module lacks (a newer or older library) or the environment lacks is added first."""
    for _ in range(200):
        try:
            module = load(directory, filename)
            hold(0)
            # A file without one of the two fails only when its step is made, which is no question of the graph.
            for name in ("upgrade", "downgrade"):
                module.__dict__.setdefault(name, lambda *args: None)
            return module
        except ImportError as error:
            if not add_missing_name(error):
                raise
        except NameError as error:
            called = re.search(r"Can't invoke function '(\w+)'", str(error))
            if called is not None:
                # The file uses `op` while it is loaded, which works only inside a run.
                setattr(op, called[1], Stub)
                continue
            missing = re.search(r"name '(\w+)' is not defined", str(error))
            if missing is None or hasattr(builtins, missing[1]):
                raise
            # It would have come from `from module import *`.
            setattr(builtins, missing[1], Stub)
        except ValueError as error:
            wanted = re.search(r"not enough values to unpack \(expected (\d+), got 0\)", str(error))
            if wanted is None:
                raise
            hold(int(wanted[1]))
        except KeyError as error:
            name = error.args[0]
            if not isinstance(name, str) or not name.isupper() or name in os.environ:
                raise
            os.environ[name] = "development"
        except AttributeError as error:
            missing = re.search(r"module '([\w.]+)' has no attribute '(\w+)'", str(error))
            if missing is None:
                raise
            setattr(sys.modules[missing[1]], missing[2], Stub)
        except Exception as error:
            if type(error).__name__ == "NoInspectionAvailable" and sqlalchemy.inspect is not Stub:
                # The file asks the database while it is loaded.
                sqlalchemy.inspect = Stub
            elif not replace_failing_imports(os.path.join(directory, filename)):
                raise
    raise ImportError(f"{filename} asks for too much")


def replace_failing_imports(path):
    """Puts an empty module in the place of each one that the file imports and that does not load: newer Python, or built with what is only a stand-in here."""
    with open(path, "rb") as file:
        try:
            tree = ast.parse(file.read())
        except SyntaxError:
            return False
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(it.name for it in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    replaced = False
    for name in sorted(names):
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            prefix = ".".join(parts[:end])
            try:
                importlib.import_module(prefix)
            except Exception:
                module = sys.modules[prefix] = StubModule(prefix)
                if end > 1:
                    setattr(sys.modules[".".join(parts[: end - 1])], parts[end - 1], module)
                replaced = True
    return replaced


base.util.load_python_file = load_anyway

# Older versions take the files in the order in which the file system lists them; newer ones (and we) sort them.
listdir = os.listdir
os.listdir = lambda path=".": sorted(listdir(path))


def locations(project):
    """Where Alembic itself finds this project's files, by its configuration; None where the Config is built in code."""
    if project["config"] is None:
        return None
    os.chdir(project["workingDirectory"])
    path = project["config"]
    if path.endswith("pyproject.toml") and "toml_file" not in inspect.signature(Config).parameters:
        return None
    config = Config(toml_file=path) if path.endswith("pyproject.toml") else Config(path, ini_section=project["section"])
    package = re.match(r"(\w[\w.]+):", config.get_main_option("script_location") or "")
    if package is not None and isinstance(importlib.import_module(package[1]), StubModule):
        # The package lies wherever it is installed, which it is not here.
        return None
    try:
        found = ScriptDirectory.from_config(config)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    versions = found._version_locations if hasattr(found, "_version_locations") else found.version_locations or [found.versions]
    return [os.path.abspath(it) for it in versions or [Path(found.dir) / "versions"]]


def directory(project):
    options = {"version_locations": project["versionLocations"], "sourceless": project["sourceless"]}
    if "recursive_version_locations" in inspect.signature(ScriptDirectory).parameters:
        options["recursive_version_locations"] = project["recursive"]
    elif project["recursive"]:
        raise CommandError("this Alembic has no recursive_version_locations")
    return ScriptDirectory(project["scriptLocation"], **options)


def plain(value, computed, file):
    if value is None:
        return []
    items = [value] if isinstance(value, str) else list(value)
    if not all(isinstance(it, str) for it in items):
        computed.append(file)
        return []
    return items


def headers(scripts, computed):
    """Each file's header, in the order in which Alembic loads them."""
    result = []
    for script in scripts._load_revisions():
        module, file = script.module, os.path.abspath(script.path)
        values = [getattr(module, name, None) for name in ("down_revision", "depends_on", "branch_labels")]
        if not values[1]:
            values[1] = None
        if any(it is Stub for it in values):
            computed.append(file)
            values = [None if it is Stub else it for it in values]
        down, depends, labels = (plain(it, computed, file) for it in values)
        item = {"revision": script.revision, "downRevisions": down, "dependsOn": depends, "branchLabels": labels}
        result.append({**item, "doc": script.doc or "", "file": file})
    return result


def run(project):
    where = locations(project)
    # Headers may use constants of the project's own modules; when those do not load here, they are replaced as well.
    own = [project["workingDirectory"], *project["prependSysPath"]]
    sys.path.extend(own)
    try:
        headers(directory(project), [])
    except Exception:
        del sys.path[-len(own) :]
    computed = []
    try:
        found = headers(directory(project), computed)
    except Exception as error:
        return {"locations": where, "failed": f"{type(error).__name__}: {error}"}
    scripts = directory(project)
    return {
        "locations": where,
        "headers": found,
        "computed": computed,
        "facts": graph_driver.guarded(lambda: graph_driver.facts(scripts)),
        "answers": [graph_driver.guarded(lambda: graph_driver.answer(again(project, scripts), it)) for it in project["queries"]],
    }


def again(project, scripts):
    """A map that failed to load is loaded anew: Alembic would not get as far as a second question."""
    return scripts if "_revision_map" in scripts.revision_map.__dict__ else directory(project)


json.dump(run(json.load(sys.stdin)), output)
