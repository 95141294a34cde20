import { expect, test } from "vitest";
import { asBoolean, asString, asStringList, isNone } from "../../src/python/as-static.ts";
import type { PyValue } from "../../src/python/value.ts";
import { record } from "../harness/recording-host.ts";

const source = [
  "from app import unread",
  "text = 'a'",
  "yes = True",
  "number = 5",
  "nothing = None",
  "names = ['a', 'b']",
  "pair = ('a', 'b')",
  "mixed = ['a', 1]",
  "partly = ['a', unread]",
  "grown = ['a']",
  "if unread: grown.append('b')",
].join("\n");
const { globals } = record(source).run;
const value = (name: string): PyValue | undefined => globals.get(name);

test("values of the type asked for are known, with their place", () => {
  expect(asString(value("text"))).toEqual({ known: true, value: "a", span: { start: 30, end: 33 } });
  expect(asBoolean(value("yes"))).toMatchObject({ known: true, value: true });
  expect(asStringList(value("names"))).toMatchObject({ known: true, value: ["a", "b"] });
  expect(asStringList(value("pair"))).toMatchObject({ known: true, value: ["a", "b"] });
  expect(asStringList(value("text"))).toMatchObject({ known: true, value: ["a"] });
  expect([isNone(value("nothing")), isNone(value("text")), isNone(undefined)]).toEqual([true, false, false]);
});

test("another type, an unknown part and an open end are not known", () => {
  const reason = (it: ReturnType<typeof asStringList>): string => (it.known ? "known" : it.why.reason);
  expect(asString(value("number"))).toMatchObject({ known: false, why: { reason: "unsupported" } });
  expect(asBoolean(value("number"))).toMatchObject({ known: false });
  expect(asString(value("unread"))).toMatchObject({ known: false, why: { reason: "import" } });
  expect(asString(undefined)).toMatchObject({ known: false });
  expect(["mixed", "partly", "grown", "nothing"].map((it) => reason(asStringList(value(it))))).toEqual([
    "unsupported",
    "import",
    "condition",
    "unsupported",
  ]);
});
