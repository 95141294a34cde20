import type { StatementStep } from "../schema/replay.ts";
import type { SchemaState } from "../schema/schema-state.ts";

type Direction = "upgrade" | "downgrade";

/** The schemas around the two directions of a revision, as the replay of its history tells them; null where that is not known. Each is computed at the first question. */
export interface ReplayedSchemas {
  before(direction: Direction): SchemaState | null;
  /** After an upgrade: the same as before the downgrade. After a downgrade: after both, one behind the other. */
  after(direction: Direction): SchemaState | null;
  /** What the direction sends to the database, each statement with the schema just before it. */
  steps(direction: Direction): readonly StatementStep[];
}

export const noSchemas: ReplayedSchemas = { before: () => null, after: () => null, steps: () => [] };
