"""Writes merge revisions with the real Alembic, and reads directories of revisions with it.

Input on standard input: a JSON array of {"files": {path: text}, "merge": null | {"revision", "message", "milliseconds"}, "generic"}; paths are
relative to the project; "generic" takes the template that comes with Alembic. Output: a JSON array of {"heads": [...], "history": [...], "made": null | [path, text]}. The clock stands still at `milliseconds`.
"""

import datetime as real
import io
import json
import pathlib
import sys
import tempfile
import types

import alembic
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory, base


def standing(milliseconds):
    class Standing(real.datetime):
        @classmethod
        def now(cls, tz=None):
            moment = real.datetime.fromtimestamp(milliseconds / 1000, real.timezone.utc)
            return moment.astimezone(tz) if tz is not None else moment.astimezone().replace(tzinfo=None)

    return types.SimpleNamespace(datetime=Standing, timezone=real.timezone, timedelta=real.timedelta)


def answer(case):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in case["files"].items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        if case.get("generic"):
            template = pathlib.Path(alembic.__file__).parent / "templates/generic/script.py.mako"
            (root / "migrations/script.py.mako").write_bytes(template.read_bytes())
        config = Config(str(root / "alembic.ini"), stdout=io.StringIO())
        config.set_main_option("script_location", str(root / "migrations"))
        made = None
        if case["merge"] is not None:
            base.datetime = standing(case["merge"]["milliseconds"])
            message, rev_id = case["merge"]["message"], case["merge"]["revision"]
            script = command.merge(config, revisions="heads", message=message, rev_id=rev_id)
            path = pathlib.Path(script.path)
            made = [path.relative_to(root).as_posix(), path.read_bytes().decode("utf-8")]
        directory = ScriptDirectory.from_config(config)
        history = [it.revision for it in directory.walk_revisions()]
        return {"heads": list(directory.get_heads()), "history": history, "made": made}


sys.stdout = open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False)
output = sys.stdout
sys.stdout = io.StringIO()
json.dump([answer(case) for case in json.load(sys.stdin)], output)
