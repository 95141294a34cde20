"""Reads ini texts with Python's own ConfigParser, the way Alembic does, and prints what each key gives.

Input: a JSON array of texts on standard input. Output: a JSON array; each entry is {"error": class} when the file is refused,
else {"sections": {name: {key: {"value": …} or {"error": message}}}}.
"""

import configparser
import io
import json
import sys


def read(text):
    parser = configparser.ConfigParser({"here": "/project"})
    try:
        parser.read_file(lines(text))
    except configparser.Error as error:
        return {"error": type(error).__name__}
    sections = {}
    for name in parser.sections():
        values = {}
        for key in parser.options(name):
            try:
                values[key] = {"value": parser.get(name, key)}
            except configparser.Error as error:
                values[key] = {"error": str(error)}
        sections[name] = values
    return {"sections": sections}


def lines(text):
    """The lines of a file opened in text mode: universal newlines."""
    return io.TextIOWrapper(io.BytesIO(text.encode("utf-8")), encoding="utf-8")


json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
