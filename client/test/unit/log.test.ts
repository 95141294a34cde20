import { describe, expect, test } from "vitest";
import { createLog } from "../../src/log.ts";

describe("createLog", () => {
  test("takes passwords out of what other programs print", () => {
    const lines: string[] = [];
    const push = (text: string): void => void lines.push(text);
    const log = createLog({ info: push, warn: push, error: push });
    log.hide(["hunter22", "abc"]);
    log.foreign("connecting to postgresql+psycopg2://app:pw@h/d");
    log.foreign("password is hunter22, abc stays");
    log.foreign("https://example.org/path and a@b");
    expect(lines).toEqual([
      "  connecting to postgresql+psycopg2://app:***@h/d",
      "  password is ***, abc stays",
      "  https://example.org/path and a@b",
    ]);
  });
});
