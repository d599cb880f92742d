/** How tests run: one process, shared modules; a test keeps its state to itself. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    pool: "threads",
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A condition is waited for; its own second is too short where others share the two cores.
    expect: { poll: { timeout: 15_000 } },
    // Most of the time is spent waiting, for browsers, processes and limits of time.
    maxWorkers: 3,
  },
});
