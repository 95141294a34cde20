import { expect, test } from "vitest";
import type { SurroundingsParams } from "../../../server/src/lsp/protocol.ts";
import { createSurroundings } from "../../src/surroundings.ts";

test("surroundings tell what is new once, and everything to a server that has just started", () => {
  const told: SurroundingsParams[] = [];
  const it = createSurroundings((params) => void told.push(params));
  it.learnServer("p", { versionNumber: "160004" }, "development");
  it.learnServer("p", { versionNumber: "160004" }, "development");
  it.learnInterpreter("p", {
    ok: true,
    interpreter: { path: "/v/bin/python", from: "the virtual environment .venv" },
    probe: { kind: "alembic", python: "3.12", alembic: "1.16.0", sqlalchemy: "2.0.47", drivers: [], executable: "" },
  });
  it.learnServer("p", { versionNumber: "" }, "development");
  const all = {
    project: "p",
    postgres: { major: 16, from: "development" },
    libraries: { alembic: "1.16.0", sqlalchemy: "2.0.47", from: "the virtual environment .venv" },
  };
  expect(told).toEqual([{ project: "p", postgres: all.postgres }, all]);
  it.tellAgain();
  expect(told.slice(2)).toEqual([all]);
});
