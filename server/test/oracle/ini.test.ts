import { expect, test } from "vitest";
import { readIni } from "../../src/project/ini.ts";
import { iniValue } from "../../src/project/ini-value.ts";
import { type Random, random } from "./random.ts";
import { pythonOf, runPython } from "./run-python.ts";

interface Read {
  readonly error?: string;
  readonly sections?: Readonly<
    Record<string, Readonly<Record<string, { readonly value?: string; readonly error?: string }>>>
  >;
}

/** The exception that ConfigParser would raise for the first problem it stops at; syntax errors only count at the end. */
const exceptions: Readonly<Record<string, string>> = {
  "ini-duplicate-section": "DuplicateSectionError",
  "ini-duplicate-key": "DuplicateOptionError",
  "ini-no-section-header": "MissingSectionHeaderError",
  "ini-syntax": "ParsingError",
};

const pieces = [
  "[alembic]",
  "[DEFAULT]",
  "[other]",
  " [indented]",
  "[a]b]",
  "[]",
  "[ spaced ] # c",
  "key = value",
  "Key: value",
  "key=",
  "key =  ",
  "k e y = a = b : c",
  "= nothing",
  ": x",
  "no delimiter",
  "here = /else",
  "  continued",
  "\tcontinued",
  "    more # not a comment",
  "# comment",
  "   ; comment",
  "",
  "   ",
  "\u00a0",
  "\u001c",
  "url = postgresql://u:p%%40x@h/db",
  "bad = 50%",
  "ref = %(key)s/x",
  "deep = %(ref)s%(ref)s",
  "loop = %(loop)s",
  "miss = %(nope)s",
  "open = %(key",
  "loc = %(here)s/mig",
  "up = %(KEY)s",
  "pct = %%(key)s",
  "two = %(two_)s",
  "two_ = %(two)s",
  "\ufeffbom = 1",
  "quote = it's %z",
];
const ends = ["\n", "\n", "\n", "\r\n", "\r"];

function text(source: Random): string {
  let result = source.chance(0.8) ? "[alembic]\n" : "";
  for (let i = source.below(12); i >= 0; i--) result += source.pick(pieces) + source.pick(ends);
  return result;
}

function ours(ini: string): Read {
  const file = readIni(ini);
  const first = file.problems.find((it) => it.code !== "ini-syntax") ?? file.problems[0];
  if (first !== undefined) return { error: exceptions[first.code] ?? first.code };
  const sections: Record<string, Record<string, { value?: string; error?: string }>> = {};
  for (const [name, section] of file.sections) {
    const values: Record<string, { value?: string; error?: string }> = {};
    for (const key of new Set([...section.options.keys(), ...file.defaults.keys(), "here"])) {
      const value = iniValue(file, name, key, "/project");
      if (value?.ok === true) values[key] = { value: value.value };
      else if (value !== null) values[key] = { error: value.problem.message };
    }
    sections[name] = values;
  }
  return { sections };
}

test("3,000 random ini files give what ConfigParser gives", () => {
  const source = random(20261120);
  const texts = Array.from({ length: 3000 }, () => text(source));
  const answers = runPython(pythonOf("LIMBECK_TEST_PYTHON_NEW"), "ini_driver.py", texts) as Read[];
  expect(answers).toHaveLength(texts.length);
  texts.forEach((it, i) => {
    expect(ours(it), JSON.stringify(it)).toEqual(answers[i]);
  });
});
