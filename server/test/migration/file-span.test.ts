import { expect, test } from "vitest";
import { fileSpan } from "../../src/migration/file-span.ts";

// The value `ab\ncd` of the text `"ab\ncd"` that starts at offset 10: the escape is a piece of its own.
const pieces = [
  { at: 0, length: 2, span: { start: 11, end: 13 }, verbatim: true },
  { at: 2, length: 1, span: { start: 13, end: 15 }, verbatim: false },
  { at: 3, length: 2, span: { start: 15, end: 17 }, verbatim: true },
];

test.each([
  [0, 2, 11, 13],
  [1, 2, 12, 13],
  [0, 5, 11, 17],
  [2, 3, 13, 15],
  [1, 4, 12, 16],
  [4, 5, 16, 17],
  [5, 5, 17, 17],
  [0, 0, 11, 11],
])("[%i, %i) stands at [%i, %i)", (start, end, from, to) => {
  expect(fileSpan(pieces, start, end)).toEqual({ start: from, end: to });
});

test("a part that was computed stands nowhere", () => {
  expect(fileSpan([], 0, 3)).toBeNull();
  expect(fileSpan([{ at: 5, length: 2, span: { start: 1, end: 3 }, verbatim: true }], 0, 3)).toBeNull();
});
