import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { newestVersions } from "../../src/service/newest-versions.ts";
import { pythonOf } from "./run-python.ts";

test("the versions that stand for the newest are those that the newest oracle has", () => {
  const program = "import alembic, sqlalchemy; print(alembic.__version__, sqlalchemy.__version__)";
  const printed = execFileSync(pythonOf("LIMBECK_TEST_PYTHON_NEW"), ["-c", program], { encoding: "utf8" });
  const [alembic, sqlalchemy] = printed.trim().split(" ");
  expect(alembic).toBe(newestVersions.alembic);
  expect(sqlalchemy?.split(".").slice(0, 2).join(".")).toBe(newestVersions.sqlalchemy);
});
