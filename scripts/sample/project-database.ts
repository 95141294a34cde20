import pg from "pg";
import type { PostgresServer } from "../environment/postgres.ts";
import { runProcess } from "../environment/run-process.ts";
import { sqlalchemyUrl } from "./copy-project.ts";

export interface ProjectDatabase {
  readonly url: string;
  /** Rows of the version table; none when there is no such table yet. */
  versionRows(): Promise<readonly string[]>;
  /** Rows of a query. */
  query(statement: string): Promise<readonly Record<string, unknown>[]>;
  /** Deletes it, also while somebody is connected. */
  drop(): Promise<void>;
  /** Brings it to exactly this revision; a database that cannot get there is made anew. Throws an Error with Alembic's output. */
  moveTo(revision: string, alembic: Alembic): Promise<void>;
}

export interface Alembic {
  readonly python: string;
  /** Where the project is. */
  readonly folder: string;
}

/** The database of a project on a running server, created when it is missing. The name must be an identifier. */
export async function projectDatabase(server: PostgresServer, database: string): Promise<ProjectDatabase> {
  const administer = async (statement: string) => {
    const client = new pg.Client({ connectionString: server.url("postgres") });
    await client.connect();
    try {
      return await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const create = () => administer(`CREATE DATABASE ${database}`);
  const found = await administer(`SELECT FROM pg_database WHERE datname = '${database}'`);
  if (found.rowCount === 0) await create();
  const url = server.url(database);

  async function query(statement: string): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }

  async function versionRows(): Promise<readonly string[]> {
    const [table] = await query("SELECT to_regclass('alembic_version') IS NOT NULL AS exists");
    if (table?.exists !== true) return [];
    const rows = await query("SELECT version_num FROM alembic_version ORDER BY 1");
    return rows.map((it) => String(it.version_num));
  }

  const drop = async () => {
    await administer(`DROP DATABASE ${database} WITH (FORCE)`);
  };

  return {
    url,
    drop,
    versionRows,
    query,
    async moveTo(revision, alembic) {
      const run = (command: "upgrade" | "downgrade") =>
        runProcess(alembic.python, ["-m", "alembic", command, revision], {
          cwd: alembic.folder,
          env: { ...process.env, DATABASE_URL: sqlalchemyUrl(url), PYTHONDONTWRITEBYTECODE: "1" },
        });
      const isThere = async () => (await versionRows()).join() === revision;
      for (const command of ["upgrade", "downgrade"] as const) {
        if (await isThere()) return;
        await run(command);
      }
      if (await isThere()) return;
      // Somebody tried out what no command leads back from, such as a migration that is gone now.
      await drop();
      await create();
      const { stdout, stderr } = await run("upgrade");
      if (!(await isThere())) throw new Error(`Alembic did not upgrade to ${revision}:\n${stdout}${stderr}`);
    },
  };
}
