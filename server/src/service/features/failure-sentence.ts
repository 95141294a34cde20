import type { AlembicFailure } from "../../graph/revision-graph.ts";

/** How Alembic refuses a command, in its own words: the message of a CommandError, otherwise the exception as Python prints it. */
export function failureSentence(failure: AlembicFailure): string {
  if (failure.kind !== "crash") return failure.message;
  return failure.message === "" ? failure.exception : `${failure.exception}: ${failure.message}`;
}
