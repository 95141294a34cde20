import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { startRender } from "../../src/emit/render/render-body.ts";
import { unavailableParser } from "../../src/service/unavailable-parser.ts";
import { mutate } from "../harness/mutate.ts";
import { renderSource } from "../harness/rendered-source.ts";
import { rounds } from "../harness/rounds.ts";
import { seed } from "../harness/seed.ts";
import { random } from "../oracle/random.ts";
import { renderCase, renderFile } from "../oracle/render-generator.ts";
import { plainConfig } from "./emit-python.ts";

/* The quick part of the fuzz test; server/test/oracle/render-fuzz.test.ts is the long one and asks PostgreSQL's parser and Alembic too. */

const fixture = new URL("../../../test-fixtures/emit/golden.jsonl", import.meta.url);
const bodies = readFileSync(fixture, "utf8")
  .trim()
  .split("\n")
  .map((line) => (JSON.parse(line) as { readonly python: string }).python);

test(`changed migrations are rendered without an exception, and none uses up its budget in silence (seed ${seed})`, () => {
  const source = random(seed);
  for (let index = 0; index < rounds(800, 200); index++) {
    const text = mutate(renderFile(index % 2 === 0 ? source.pick(bodies) : renderCase(source).body), source);
    const { body, rendered, exhausted } = renderSource(
      text,
      startRender({ parser: unavailableParser, config: plainConfig }),
    );
    if (!exhausted) continue;
    expect(rendered.complete, text).toBe(false);
    expect(
      body.gaps.map((it) => it.why.reason),
      text,
    ).toContain("budget");
  }
});
