"""Answers questions about revision graphs with the real Alembic, all in one process.

Input on standard input: a JSON array of {"revisions": [...], "queries": [...]}. Output: a JSON array with one answer each.
Scripts are built in memory (no files), in the order given, which stands for the order of the files.

Alembic keeps children, normalized dependencies and the version rows in Python sets, whose order changes from process to process. Those
sets are replaced by ordered ones here, so that an order which Alembic leaves open is the order of the files, and everything is comparable.
"""

import builtins
import json
import sys
import types
import warnings

from alembic.runtime import migration
from alembic.script import base, revision
from alembic.util import CommandError
from sqlalchemy.util import OrderedSet


class OrderedFrozen(frozenset):
    """A frozenset that iterates in the order of insertion."""

    def __new__(cls, items=()):
        items = tuple(dict.fromkeys(items))
        self = super().__new__(cls, items)
        self.order = items
        return self

    def __iter__(self):
        return iter(self.order)

    def union(self, *others):
        items = list(self.order)
        for other in others:
            items.extend(other)
        return OrderedFrozen(items)


class AnySet(type):
    def __instancecheck__(cls, value):
        return isinstance(value, builtins.set)


class Ordered(OrderedSet, metaclass=AnySet):
    """Stands for the name `set`: made in order, while every set still counts as one."""


class Endless(Exception):
    pass


class Counted(list):
    """Stands for the name `list`. The walk over a graph reads its open branches once in a turn, and turns for ever in some cycles."""

    reads = 0

    def __getitem__(self, index):
        self.reads += 1
        if self.reads > 100_000:
            raise Endless()
        return super().__getitem__(index)


revision.list = Counted
revision.Revision.nextrev = OrderedFrozen()
revision.Revision._all_nextrev = OrderedFrozen()
revision.set = Ordered
migration.set = Ordered
warnings.simplefilter("ignore")


class Recorder(migration.HeadMaintainer):
    """Keeps the rows as the real one does, and writes down what it would execute."""

    def __init__(self, heads):
        self.heads = OrderedSet(heads)
        self.changes = []

    def _insert_version(self, version):
        assert version not in self.heads
        self.heads.add(version)
        self.changes.append(["insert", version])

    def _delete_version(self, version):
        self.heads.remove(version)
        self.changes.append(["delete", version])

    def _update_version(self, from_, to_):
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)
        self.changes.append(["update", from_, to_])


def directory(revisions):
    def scripts():
        for it in revisions:
            module = types.SimpleNamespace(
                down_revision=it["down"],
                branch_labels=it["labels"],
                depends_on=it["depends"],
                upgrade=lambda: None,
                downgrade=lambda: None,
                __doc__=it["revision"],
            )
            yield base.Script(module, it["revision"], it["revision"] + ".py")

    made = base.ScriptDirectory.__new__(base.ScriptDirectory)
    made.revision_map = revision.RevisionMap(scripts)
    return made


def ids(items):
    return [it.revision for it in items]


def facts(scripts):
    map_ = scripts.revision_map
    heads = list(map_.heads)
    everything = [map_.get_revision(it) for it in dict.fromkeys(key for key, rev in map_._revision_map.items() if key and rev.revision == key)]
    return {
        "heads": heads,
        "realHeads": list(map_._real_heads),
        "bases": list(map_.bases),
        "branchPoints": [it.revision for it in everything if it.is_branch_point],
        "mergePoints": [it.revision for it in everything if it.is_merge_point],
        "labels": {it.revision: sorted(it.branch_labels) for it in everything},
        "normalizedDown": {it.revision: list(it._normalized_down_revisions) for it in everything},
        "next": {it.revision: list(it.nextrev) for it in everything},
        "allNext": {it.revision: list(it._all_nextrev) for it in everything},
        "history": guarded(lambda: ids(scripts.walk_revisions())),
        "upgradeOrder": guarded(lambda: [it.revision.revision for it in scripts._upgrade_revs("heads", ())]),
        "downgradeOrder": guarded(lambda: [it.revision.revision for it in scripts._downgrade_revs("base", tuple(map_._real_heads))]),
    }


def steps(made, rows):
    recorder = Recorder(rows)
    result = []
    for step in made:
        recorder.changes = []
        starts_empty = not recorder.heads
        recorder.update_to_step(step)
        result.append(
            {
                "from": list(step.from_revisions_no_deps),
                "to": list(step.to_revisions_no_deps),
                "rows": recorder.changes,
                "startsEmpty": starts_empty,
            }
        )
    return result


def starting(scripts, text):
    """The rows that A of A:B stands for, as MigrationContext.get_current_heads reads them."""
    return () if text == "base" else (scripts.get_revision(text).revision,)


def answer(scripts, query):
    purpose, text, rows = query["purpose"], query["expression"], tuple(query["rows"])
    if purpose in ("upgrade", "downgrade"):
        if query["offline"]:
            start, text = text.split(":", 2)
            rows = starting(scripts, start)
        elif ":" in text:
            raise CommandError("Range revision not allowed")
        if purpose == "upgrade":
            return {"steps": steps(scripts._upgrade_revs(text, rows), rows)}
        return {"steps": steps(scripts._downgrade_revs(text, rows), rows)}
    if purpose == "stamp":
        return {"steps": steps(scripts._stamp_revs(tuple(text.split()), rows), rows)}
    if purpose == "history":
        start, end = text.strip().split(":")
        if end == "current":
            end = rows
        elif start == "current":
            start = rows
        return {"revisions": ids(scripts.walk_revisions(start or "base", end or "heads"))}
    found = scripts.get_revisions(rows if text == "current" else text)
    return {"revisions": [it.log_entry.split("\n")[0].split(" ")[1] for it in found]}


def guarded(work):
    try:
        return work()
    except Endless:
        return {"endless": True}
    except CommandError as error:
        return {"failed": str(error)}
    except Exception as error:
        return {"crash": type(error).__name__}


def run(case):
    scripts = directory(case["revisions"])
    return {
        "facts": guarded(lambda: facts(scripts)),
        "answers": [guarded(lambda: answer(directory_for(case, scripts), it)) for it in case["queries"]],
    }


def directory_for(case, scripts):
    """A map that failed to load is loaded anew: Alembic would not get as far as a second question."""
    loaded = "_revision_map" in scripts.revision_map.__dict__
    return scripts if loaded else directory(case["revisions"])


if __name__ == "__main__":
    json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
