import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["server/test/**/*.test.ts", "client/test/unit/**/*.test.ts", "scripts/**/*.test.ts"],
    exclude: ["server/test/oracle/**", "node_modules/**"],
    // No suite keeps state in a module, so the workers are shared: it saves half of the time.
    isolate: false,
    // Both cores of a small machine; Vitest would leave one idle.
    maxWorkers: "100%",
    testTimeout: 20_000,
  },
});
