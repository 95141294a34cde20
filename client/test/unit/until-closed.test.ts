import { expect, test } from "vitest";
import { createLog } from "../../src/log.ts";
import { untilClosed } from "../../src/until-closed.ts";

test("what is said after the channel was closed goes nowhere, and throws nothing", () => {
  const lines: string[] = [];
  let isClosed = false;
  const say = (text: string): void => {
    if (isClosed) throw new Error("Channel has been closed");
    lines.push(text);
  };
  const log = createLog(untilClosed({ info: say, warn: say, error: say }));
  log.info("one");
  log.foreign("two");
  isClosed = true;
  log.info("three");
  log.warn("four");
  log.error("five");
  log.foreign("six");
  expect(lines).toEqual(["one", "  two"]);
});
