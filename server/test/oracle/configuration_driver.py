"""Runs `alembic … heads` in given folders, in one process.

Input on standard input: a JSON array of {"cwd", "args", "env"}. Output: a JSON array; each entry is the list of heads, or null where Alembic fails.
"""

import contextlib
import io
import json
import os
import re
import sys
import warnings

# Alembic keeps the output that there is when it is imported.
output, sys.stdout = sys.stdout, io.StringIO()

from alembic.config import main  # noqa: E402

warnings.simplefilter("ignore")
sys.dont_write_bytecode = True


def heads(case):
    os.chdir(case["cwd"])
    os.environ.pop("ALEMBIC_CONFIG", None)
    os.environ.update(case["env"])
    path = list(sys.path)
    sys.stdout.seek(0)
    sys.stdout.truncate()
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            main(argv=[*case["args"], "heads"], prog="alembic")
    except BaseException:
        return None
    finally:
        sys.path[:] = path
    return re.findall(r"^(\w+) .*\(head\)", sys.stdout.getvalue(), re.MULTILINE)


json.dump([heads(case) for case in json.load(sys.stdin)], output)
