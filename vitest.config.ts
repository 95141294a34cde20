import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["server/test/**/*.test.ts", "client/test/unit/**/*.test.ts", "scripts/**/*.test.ts"],
    exclude: ["server/test/oracle/**", "node_modules/**"],
    testTimeout: 20_000,
  },
});
