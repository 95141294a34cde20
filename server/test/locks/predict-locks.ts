import type { LockEffect } from "../../src/locks/lock-effect.ts";
import { lockPlan } from "../../src/locks/lock-plan.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { sqlToActions } from "../../src/postgres/sql-to-actions.ts";
import { applyStatement } from "../../src/schema/apply-statement.ts";
import { emptySchema } from "../../src/schema/empty-schema.ts";
import type { ReplayStatement } from "../../src/schema/replay-statement.ts";
import type { SchemaState } from "../../src/schema/schema-state.ts";
import type { LockCase } from "./lock-case.ts";
import { lockFixture } from "./lock-fixture.ts";

/** Predictions for one version of PostgreSQL; the schema of the fixture is replayed once. */
export interface Predictor {
  /** What our lock table says about the statement, with the schema that the case has before it. */
  predict(lockCase: LockCase): readonly LockEffect[];
}

export function lockPredictor(parser: SqlParser, postgres: number): Predictor {
  const replay = (state: SchemaState, sql: string): SchemaState =>
    read(parser, sql).reduce(
      (before, it) => applyStatement(before, it, { revision: "fixture", direction: "upgrade", postgres }),
      state,
    );
  const empty = emptySchema({ schema: null, name: "alembic_version", hasPrimaryKey: true });
  const fixture = replay(empty, lockFixture);
  return {
    predict(lockCase) {
      const schema = lockCase.setup === undefined ? fixture : replay(fixture, lockCase.setup);
      const settings = lockCase.session === undefined ? [] : read(parser, lockCase.session);
      const own = read(parser, lockCase.sql);
      const plan = lockPlan([...settings, ...own], { postgres, schema });
      return own.flatMap((it) => plan.effects(it));
    },
  };
}

function read(parser: SqlParser, sql: string): readonly ReplayStatement[] {
  const whole = { start: 0, end: sql.length };
  const source = {
    text: sql,
    pieces: [{ at: 0, length: sql.length, span: whole, verbatim: true }],
    span: whole,
  };
  return sqlToActions(source, parser).map((it, index) => {
    if (it.syntaxError !== null) throw new Error(`${it.syntaxError.message}: ${it.text}`);
    return {
      operation: null,
      at: { operation: index, gap: null },
      sql: it.text,
      span: it.span,
      actions: it.actions,
      gap: null,
      condition: null,
      guarded: false,
    };
  });
}
