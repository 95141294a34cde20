"""Lists version files with the real Alembic.

Input on standard input: a JSON array of {"script", "locations", "sourceless", "recursive"} (absolute paths). Output: a JSON array; each entry
is {"files": real paths in the order of loading, "twice": real paths that are loaded twice}.
Modules are not executed. The order of `__pycache__`, which Alembic leaves to the file system, is that of the names.
"""

import inspect
import json
import os
import pathlib
import sys
import types
import warnings

from alembic.script import ScriptDirectory, base

listdir, iterdir = os.listdir, pathlib.Path.iterdir
os.listdir = lambda path=".": sorted(listdir(path))
pathlib.Path.iterdir = lambda self: iter(sorted(iterdir(self)))
loaded = []


def load(directory, filename):
    path = os.path.realpath(os.path.join(directory, filename))
    loaded.append(path)
    return types.SimpleNamespace(
        revision=f"r{len(loaded)}", down_revision=None, __doc__="", upgrade=None, downgrade=None
    )


base.util.load_python_file = load


def files(case):
    options = {"version_locations": case["locations"], "sourceless": case["sourceless"]}
    if "recursive_version_locations" in inspect.signature(ScriptDirectory).parameters:
        options["recursive_version_locations"] = case["recursive"]
    loaded.clear()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        for _ in ScriptDirectory(case["script"], **options)._load_revisions():
            pass
    texts = [str(it.message) for it in said]
    twice = [it[len("File ") : it.index(" loaded twice!")] for it in texts if " loaded twice!" in it]
    return {"files": list(loaded), "twice": twice}


json.dump([files(case) for case in json.load(sys.stdin)], sys.stdout)
