import { describe, expect, test } from "vitest";
import { interpretModule } from "../../src/python/interpret.ts";
import { parseModule } from "../../src/python/parse.ts";
import { askPython, plainValue } from "../harness/python-oracle.ts";
import { programs } from "./oracle-programs.ts";

const answers = askPython({ programs, literals: [] }).programs;

/** Functions, classes, modules and instances are compared by being there, not by their type's name. */
function comparable(value: unknown): unknown {
  return typeof value === "object" && value !== null && "other" in value ? { other: "object" } : value;
}

describe("globals are those of the real Python", () => {
  test.each(programs.map((program, index) => ({ program, index })))("$program", ({ program, index }) => {
    const module = parseModule(program);
    expect(module.errors).toEqual([]);
    const run = interpretModule(module, { host: { module: () => undefined } });
    const ours = Object.fromEntries(
      [...run.globals]
        .filter(([name]) => !name.startsWith("__"))
        .map(([name, it]) => [name, comparable(plainValue(it))]),
    );
    const theirs = Object.fromEntries(Object.entries(answers[index] ?? {}).map(([name, it]) => [name, comparable(it)]));
    expect(ours).toEqual(theirs);
  });
});
