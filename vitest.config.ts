import { defineConfig } from "vitest/config";

/** Builds what ships and starts it: `npm test` does, which sets LIMBECK_FULL; the quick part, which people run all the time, does not. */
const slow = ["server/test/cli/bundle.test.ts"];

export default defineConfig({
  test: {
    include: ["server/test/**/*.test.ts", "client/test/unit/**/*.test.ts", "scripts/**/*.test.ts"],
    exclude: ["server/test/oracle/**", "node_modules/**", ...(process.env.LIMBECK_FULL === undefined ? slow : [])],
    // No suite keeps state in a module, so the workers are shared: it saves half of the time.
    isolate: false,
    // Both cores of a small machine; Vitest would leave one idle.
    maxWorkers: "100%",
    testTimeout: 20_000,
  },
});
