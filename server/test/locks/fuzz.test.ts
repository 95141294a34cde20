import { beforeAll, expect, test } from "vitest";
import { lockModes } from "../../src/locks/lock-mode.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { rounds } from "../harness/rounds.ts";
import { seed } from "../harness/seed.ts";
import { random } from "../oracle/random.ts";
import { lockCases } from "./lock-cases.ts";
import { lockPredictor } from "./predict-locks.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

/** Statements of the cases with the names of other cases, words twice, words left out: mostly wrong for the schema, sometimes wrong SQL. */
test(`no statement is too strange to be answered (LIMBECK_SEED=${seed})`, () => {
  const { below, pick } = random(seed);
  const predictor = lockPredictor(parser, pick([14, 16, 18]));
  const all = lockCases.flatMap((it) => it.cases);
  const words = all.flatMap((it) => it.sql.split(" "));
  let read = 0;
  while (read < rounds(400, 40)) {
    const changed = pick(all).sql.split(" ");
    for (let times = below(3); times >= 0; times--) {
      const at = below(changed.length);
      const kind = below(3);
      if (kind === 0) changed.splice(at, 1);
      else if (kind === 1) changed.splice(at, 0, changed[below(changed.length)] ?? "");
      else changed[at] = pick(words);
    }
    const sql = changed.join(" ");
    if (!parser.parse(sql).ok) continue;
    read++;
    for (const effect of predictor.predict({ sql })) {
      expect(effect.mode === null || lockModes.includes(effect.mode), sql).toBe(true);
      // What is not known has a reason.
      if (effect.mode === null) expect(effect.doubt, sql).not.toBe(null);
      if (effect.relation === null) expect(effect.doubt, sql).not.toBe(null);
    }
  }
});
