"""What stands in for packages that are not installed here: classes that accept everything and write down each use."""

import importlib.abc
import importlib.machinery
import re
import sys
import types

# What was asked of the stand-ins, with the file that asked.
used = []


def note(what):
    used.append((str(what), sys._getframe(2).f_code.co_filename))


# Of the names that every class has, those that say what it is called.
own_names = ("__name__", "__qualname__")


# How many items are in everything: none, unless somebody takes a certain number of them.
held = 0


def hold(count):
    global held
    held = count


class Anything(type):
    """A class that can be called, subclassed, indexed and asked for everything; so can what comes out of it."""

    def __getattribute__(cls, name):
        if cls is Anything or (name.startswith("__") and name not in own_names):
            return type.__getattribute__(cls, name)
        note(name)
        try:
            return type.__getattribute__(cls, name)
        except AttributeError:
            return Stub

    def __call__(cls, *args, **kwargs):
        # Three arguments: somebody derives a class from it.
        if cls is Anything or (len(args) == 3 and isinstance(args[0], str) and isinstance(args[2], dict)):
            return type.__call__(cls, *args, **kwargs)
        note("()")
        return Stub

    def __iter__(cls):
        note("iter")
        return iter((Stub,) * held)

    def __len__(cls):
        note("len")
        return 0

    def __bool__(cls):
        note("bool")
        return True

    def __str__(cls):
        note("str")
        return "stub"

    __repr__ = __str__

    def __eq__(cls, other):
        note("==")
        return cls is other

    def __hash__(cls):
        return id(cls)

    def __contains__(cls, item):
        note("in")
        return False

    def __instancecheck__(cls, it):
        note("isinstance")
        return False

    def __subclasscheck__(cls, it):
        note("issubclass")
        return False

    def __index__(cls):
        note("index")
        return 0

    __int__ = __index__

    def __setattr__(cls, name, value):
        note(name)

    def __setitem__(cls, key, value):
        note("[]=")

    def _any(cls, *args):
        note("operator")
        return Stub

    __getitem__ = __enter__ = __or__ = __ror__ = __and__ = __rand__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __mod__ = _any
    __rmod__ = __truediv__ = __rtruediv__ = __lt__ = __gt__ = __le__ = __ge__ = __neg__ = __invert__ = __floordiv__ = __matmul__ = _any

    def __exit__(cls, *error):
        return False


Stub = type.__new__(Anything, "Stub", (), {})


class StubModule(types.ModuleType):
    __path__ = []
    __all__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Stub


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The last one asked: every module that nobody else has, but for those of some packages."""

    def __init__(self, but=()):
        self.but = but

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.but:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return StubModule(spec.name)

    def exec_module(self, module):
        pass


def add_missing_name(error, but=()):
    """Gives a real module the name that it lacks (the file asks for a newer or older library); False where the error says something else."""
    missing = re.search(r"cannot import name '(\w+)' from '([\w.]+)'", str(error))
    if missing is None or missing[2].split(".")[0] in but:
        return False
    setattr(sys.modules[missing[2]], missing[1], Stub)
    return True
