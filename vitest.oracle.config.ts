import { defineConfig } from "vitest/config";

/** Tests against the real Alembic and a real PostgreSQL, which `scripts/oracle.ts` brings. */
export default defineConfig({
  test: {
    include: ["server/test/oracle/**/*.test.ts", "client/test/oracle/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Each file starts Python programs of its own; more files at once than cores only makes them wait.
    maxWorkers: 2,
  },
});
