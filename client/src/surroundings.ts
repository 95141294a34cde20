import type { SurroundingsParams } from "../../server/src/lsp/protocol.ts";
import type { ServerIdentity } from "./database/server-identity.ts";
import type { FoundInterpreter } from "./python/find-interpreter.ts";

/** What was learnt of the projects' servers and interpreters; the language server renders and judges by their versions. */
export interface Surroundings {
  readonly learnServer: (project: string, identity: Pick<ServerIdentity, "versionNumber">, environment: string) => void;
  readonly learnInterpreter: (project: string, found: FoundInterpreter & { readonly ok: true }) => void;
  /** To a language server that has just started. */
  readonly tellAgain: () => void;
}

export function createSurroundings(tell: (params: SurroundingsParams) => void): Surroundings {
  const known = new Map<string, SurroundingsParams>();
  const learn = (learnt: SurroundingsParams): void => {
    const before = known.get(learnt.project);
    const now = { ...before, ...learnt };
    if (JSON.stringify(now) === JSON.stringify(before)) return;
    known.set(learnt.project, now);
    tell(now);
  };
  return {
    learnServer: (project, { versionNumber }, from) => {
      // 160004 is 16.4: https://www.postgresql.org/docs/current/runtime-config-preset.html#GUC-SERVER-VERSION-NUM
      const major = Math.floor(Number(versionNumber) / 10_000);
      if (Number.isInteger(major) && major > 0) learn({ project, postgres: { major, from } });
    },
    learnInterpreter: (project, { probe, interpreter }) => {
      const { alembic, sqlalchemy } = probe;
      if (alembic !== "" && sqlalchemy !== "") {
        learn({ project, libraries: { alembic, sqlalchemy, from: interpreter.from } });
      }
    },
    tellAgain: () => {
      for (const it of known.values()) tell(it);
    },
  };
}
