import { describeIdentity } from "../database/server-identity.ts";
import type { Log } from "../log.ts";
import type { RunnerEvent } from "./runner-event.ts";

/** Writes a run's events as lines that a person reads: what runs, on which server, how long each statement took. */
export function logEvent(log: Log, event: RunnerEvent): void {
  switch (event.event) {
    case "started":
      log.info(
        `Alembic ${event.alembic}, SQLAlchemy ${event.sqlalchemy}, Python ${event.python} (${event.executable})`,
      );
      return;
    case "connection":
      if (event.identity === null) log.info(`Connected (${event.dialect}).`);
      else {
        const { identity } = event;
        log.info(`Connected to ${describeIdentity(identity)}, PostgreSQL ${identity.version}, session ${identity.pid}`);
      }
      return;
    case "revision-started":
      log.info(`${event.direction} ${event.revision} ${event.message ?? ""} (${event.index + 1} of ${event.count})`);
      return;
    case "revision-applied":
      log.info(`${event.direction} ${event.revision} is through`);
      return;
    case "statement":
      log.foreign(event.text.trim());
      return;
    case "statement-done": {
      const times = event.repeats === 0 ? "" : `, ${event.repeats + 1} times`;
      log.info(`    ${event.milliseconds.toFixed(1)} ms${times}`);
      return;
    }
    case "commit":
      log.info("COMMIT");
      return;
    case "rollback":
      log.info("ROLLBACK");
      return;
    case "output":
      for (const line of event.text.replace(/\n$/, "").split("\n")) log.foreign(line);
      return;
    case "mismatch":
      log.error("The connection leads to another database than the environment names.");
      return;
    case "failure":
      log.error(log.clean(`${event.type}: ${event.message}`));
      return;
    default:
      return;
  }
}
