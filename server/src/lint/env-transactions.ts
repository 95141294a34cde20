import type { EnvConnection, EnvStep } from "../project/env-run.ts";
import type { ProjectContext } from "./rule.ts";

/** One `context.configure(connection=…)` of an online run, with the connection that env.py opened for it. */
export interface ConfiguredConnection {
  readonly configure: EnvStep;
  readonly connection: EnvConnection;
  /** All steps of the run, and the place of `configure` among them. */
  readonly steps: readonly EnvStep[];
  readonly at: number;
}

/**
 * Where env.py hands a connection to Alembic that it opened with `connect()`, so that somebody has to commit it. Left out: engines and connections in AUTOCOMMIT (also when only the
 * configuration says so), and connections that are made elsewhere.
 */
export function connectionsToCommit(ctx: ProjectContext): readonly ConfiguredConnection[] {
  const { env, configuration } = ctx;
  if (env === null || [env, configuration].some((it) => it !== null && /autocommit/i.test(it.module.text))) return [];
  const steps = env.reading.online;
  return steps.flatMap((configure, at) => {
    const { connection } = configure;
    if (configure.kind !== "configure" || connection?.via !== "connect" || connection.autocommit) return [];
    return [{ configure, connection, steps, at }];
  });
}

/** Does env.py itself end the transaction of the connection after `configure`, or may it (a commit of it is not known what, other code that gets the connection)? */
export function mayCommit({ steps, at, connection }: ConfiguredConnection): boolean {
  return steps.some(
    (it, index) =>
      (index > at && it.kind === "commit" && (it.connection === connection || it.connection === null)) ||
      (it.kind === "passedOn" && it.connection === connection),
  );
}
