import { describe, expect, test } from "vitest";
import { type ConnectionTarget, connectionTarget } from "../../src/database/connection-target.ts";
import { parseDatabaseUrl } from "../../src/database/database-url.ts";

function target(text: string, variables: Record<string, string> = {}): ConnectionTarget {
  const url = parseDatabaseUrl(text);
  if (url === null) throw new Error(text);
  return connectionTarget(url, variables);
}

describe("connectionTarget", () => {
  test("what the URL says", () => {
    expect(target("postgresql://u:p@h:1/d")).toMatchObject({
      host: "h",
      port: 1,
      user: "u",
      password: "p",
      database: "d",
    });
  });

  test("what the query says: a socket, libpq's host and port, asyncpg's host:port, the first of several", () => {
    expect(target("postgresql://u@/d?host=/var/run/postgresql&port=7")).toMatchObject({
      host: "/var/run/postgresql",
      port: 7,
    });
    expect(target("postgresql://u@/d?host=a:5433&host=b:5434")).toMatchObject({ host: "a", port: 5433 });
    expect(target("postgresql://u@/d?host=a,b&port=1,2")).toMatchObject({ host: "a", port: 1 });
  });

  test("what libpq's variables say", () => {
    const variables = { PGHOST: "ph", PGPORT: "9", PGUSER: "pu", PGDATABASE: "pd" };
    expect(target("postgresql://", variables)).toMatchObject({
      host: "ph",
      port: 9,
      user: "pu",
      database: "pd",
      password: null,
    });
    expect(target("postgresql://h/d", variables)).toMatchObject({ host: "h", database: "d", user: "pu" });
  });

  test("a database has its user's name when none is named", () => {
    expect(target("postgresql://u@h")).toMatchObject({ database: "u" });
  });

  test("encryption follows sslmode", () => {
    const kinds = (text: string): readonly string[] =>
      target(text).encryption.map((it) => (it.kind === "none" ? "none" : it.verify));
    expect(kinds("postgresql://u@h/d")).toEqual(["nothing", "none"]);
    expect(kinds("postgresql://u@h/d?sslmode=disable")).toEqual(["none"]);
    expect(kinds("postgresql://u@h/d?sslmode=allow")).toEqual(["none", "nothing"]);
    expect(kinds("postgresql://u@h/d?ssl=require")).toEqual(["nothing"]);
    expect(kinds("postgresql://u@h/d?sslmode=verify-full")).toEqual(["name"]);
    expect(kinds("postgresql://u@/d?host=/tmp&sslmode=require")).toEqual(["none"]);
  });
});
