import { Client } from "pg";

/** What teams install by hand before their first revision. */
const extensions = [
  "uuid-ossp",
  "citext",
  "pg_trgm",
  "hstore",
  "pgcrypto",
  "ltree",
  "btree_gist",
  "btree_gin",
  "unaccent",
];

/** Runs with a connection to a database that is made for it and dropped at the end; the server is that of LIMBECK_TEST_PG_URL. */
export async function inNewDatabase<T>(
  use: (client: Client) => Promise<T>,
  server: string = process.env.LIMBECK_TEST_PG_URL ?? "",
): Promise<T> {
  if (server === "") throw new Error("LIMBECK_TEST_PG_URL is not set: run these tests through npm test.");
  const name = `limbeck_schema_${process.pid}_${Math.floor(performance.now() * 1000)}`;
  const admin = new Client({ connectionString: server });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name}`);
    const own = new URL(server);
    own.pathname = `/${name}`;
    const client = new Client({ connectionString: own.href, statement_timeout: 20_000 });
    await client.connect();
    try {
      for (const it of extensions) await client.query(`CREATE EXTENSION IF NOT EXISTS "${it}"`);
      return await use(client);
    } finally {
      await client.end();
    }
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  }
}
