import { describe, expect, test } from "vitest";
import { readEnvFile } from "../../src/database/env-file.ts";

const read = (text: string, outer = {}): Record<string, string> => Object.fromEntries(readEnvFile(text, outer));

/** Written in two parts, since it is no reference of TypeScript's. */
const reference = (name: string): string => `$${`{${name}}`}`;

describe("readEnvFile", () => {
  test("names, quotes, comments and exports as python-dotenv reads them", () => {
    expect(
      read(
        '# comment\nA=1\nexport B = two words # comment\nC="x#y\\n\\"z\\""\nD=\'raw $A \\n\'\nE=a#b\nnot a line\r\nF=\n',
      ),
    ).toEqual({ A: "1", B: "two words", C: 'x#y\n"z"', D: "raw $A \\n", E: "a#b", F: "" });
  });

  test("references reach earlier lines, then the outer environment, then the default", () => {
    const text = `HOST=h\nURL=postgresql://${reference("USER_NAME")}@${reference("HOST")}:${reference("PORT:-5432")}/d\nNO=${reference("MISSING")}x\nRAW='${reference("HOST")}'`;
    expect(read(text, { USER_NAME: "u" })).toEqual({
      HOST: "h",
      URL: "postgresql://u@h:5432/d",
      NO: "x",
      RAW: reference("HOST"),
    });
  });

  test("a value may hold equal signs and run over lines in quotes", () => {
    expect(read('A=b=c\nB="one\ntwo"\nC=3')).toEqual({ A: "b=c", B: "one\ntwo", C: "3" });
  });
});
