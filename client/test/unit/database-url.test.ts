import { describe, expect, test } from "vitest";
import { describeDatabaseUrl, parseDatabaseUrl, withPassword } from "../../src/database/database-url.ts";

describe("parseDatabaseUrl", () => {
  test("takes a URL apart and decodes it", () => {
    const url = parseDatabaseUrl(
      "postgresql+asyncpg://ad%40min:s3cr%3At%2F%40@db.example:6543/my%20shop?ssl=require&host=x&host=y",
    );
    expect(url).toMatchObject({
      dialect: "postgresql",
      driver: "asyncpg",
      user: "ad@min",
      password: "s3cr:t/@",
      host: "db.example",
      port: 6543,
      database: "my shop",
    });
    expect(url?.query.get("ssl")).toEqual(["require"]);
    expect(url?.query.get("host")).toEqual(["x", "y"]);
  });

  test.each([
    [
      "a colon and a slash in a password need no escape",
      "postgresql://u:a:b/c@h/d",
      { user: "u", password: "a:b/c", host: "h" },
    ],
    ["IPv6", "postgresql://u@[2001:db8::1]:5433/d", { host: "2001:db8::1", port: 5433, database: "d" }],
    ["a socket in the query", "postgresql:///d?host=/var/run/postgresql", { host: null, database: "d" }],
    ["nothing but the database", "postgresql+psycopg:///d", { driver: "psycopg", user: null, host: null, port: null }],
    ["the old name of the dialect", "postgres://h/d", { dialect: "postgresql" }],
    ["another dialect", "sqlite:///data/app.db", { dialect: "sqlite", database: "data/app.db" }],
    ["a database in another script", "postgresql://h/магазин", { database: "магазин" }],
    ["a percent sign that escapes nothing", "postgresql://u:50%@h/d", { password: "50%" }],
  ])("%s", (_, text, expected) => {
    expect(parseDatabaseUrl(text)).toMatchObject(expected);
  });

  test("what SQLAlchemy would refuse is null", () => {
    expect(parseDatabaseUrl("localhost/shop")).toBeNull();
    expect(parseDatabaseUrl("")).toBeNull();
    expect(parseDatabaseUrl("postgresql://h:five/d")).toBeNull();
    expect(parseDatabaseUrl("postgresql://h:/d")).toBeNull();
  });

  test("a description never holds the password", () => {
    const url = parseDatabaseUrl("postgresql+psycopg2://app:hunter22@[::1]:5432/shop");
    expect(url && describeDatabaseUrl(url)).toBe("postgresql://app@[::1]:5432/shop");
  });

  test("a password is put in so that it is read back", () => {
    const text = withPassword("postgresql://app@h:1/d?x=y", "a:b/c@%&ü");
    expect(parseDatabaseUrl(text)).toMatchObject({
      user: "app",
      password: "a:b/c@%&ü",
      host: "h",
      port: 1,
      database: "d",
    });
    expect(parseDatabaseUrl(withPassword("postgresql://app:old@h/d", "new"))?.password).toBe("new");
  });
});
