import pg from "pg";

/** Asks the suite's own database, past the extension. */
export async function query(statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: process.env.LIMBECK_E2E_URL });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Rows of the version table. */
export async function versionRows(): Promise<readonly string[]> {
  return (await query("SELECT version_num FROM alembic_version ORDER BY 1")).map((it) => String(it.version_num));
}
