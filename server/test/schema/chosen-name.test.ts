import { expect, test } from "vitest";
import { chosenName, elementLabels, joinedColumns, renamedInText, storedName } from "../../src/schema/chosen-name.ts";

test("a name counts up while it is taken", () => {
  const taken = new Set(["t_a_key", "t_a_key1"]);
  expect(chosenName({ first: "t", second: "a", label: "key" }, (it) => taken.has(it))).toBe("t_a_key2");
});

test("the longer part loses its end, and no character is cut in two", () => {
  const name = chosenName({ first: "é".repeat(40), second: "b", label: "fkey" }, () => false);
  expect(name).toBe(`${"é".repeat(28)}_b_fkey`);
  expect(storedName("é".repeat(40))).toBe("é".repeat(31));
});

test("columns of an index that are called the same are numbered", () => {
  expect(elementLabels(["lower", "a", "lower"])).toEqual(["lower", "a", "lower1"]);
  expect(joinedColumns(["a", "b"])).toBe("a_b");
});

test("an expression follows the new name of a column, not a name inside another or in a string", () => {
  expect(renamedInText(`a > 0 AND ab > 1 AND b <> 'a'`, "a", "c")).toBe(`c > 0 AND ab > 1 AND b <> 'a'`);
  expect(renamedInText(`"Odd" > 0`, "Odd", "x")).toBe("x > 0");
});
