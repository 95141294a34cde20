import { newestPostgres } from "../locks/lock-plan.ts";

/** What is meant where nothing tells a project's versions: the newest ones that Limbeck was compared with. */
export const newestVersions = { alembic: "1.20.0", sqlalchemy: "2.1", postgres: newestPostgres } as const;
