import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { rounds } from "../harness/rounds.ts";
import { emitPython } from "./emit-python.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const fixture = new URL("../../../test-fixtures/emit/golden.jsonl", import.meta.url);
const bodies = readFileSync(fixture, "utf8")
  .trim()
  .split("\n")
  .map((line) => (JSON.parse(line) as { readonly python: string }).python);

/** Every span of an object, however deep. */
function spansOf(value: unknown, found: { start: number; end: number }[] = []): { start: number; end: number }[] {
  if (typeof value !== "object" || value === null) return found;
  if ("start" in value && "end" in value) found.push(value as { start: number; end: number });
  else for (const child of Object.values(value)) spansOf(child, found);
  return found;
}

test("code that is being typed never breaks the reading, and every place lies in the file", () => {
  let seed = 3;
  const below = (limit: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % limit;
  };
  for (const body of bodies) {
    for (let round = 0; round < rounds(6, 3); round++) {
      const at = below(body.length);
      const cut = [body.slice(0, at), body.slice(0, at) + body.slice(at + 1 + below(5)), body.replaceAll('"', "'")];
      const { text, statements } = emitPython(cut[round % 3] ?? body, parser);
      for (const { operation: _, ...statement } of statements) {
        for (const span of spansOf(statement)) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }
    }
  }
});
