import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

/*
 * The import law of docs/architecture.md and the house rules that a machine can check.
 * Imports are read with a pattern, which is enough: every import of this code base stands at the start of a line or is `import("…")`.
 */

const root = resolve(import.meta.dirname, "../..");
const slashes = (path: string): string => path.replaceAll("\\", "/");
const sources = globSync("{server,client,scripts}/**/*.ts", { cwd: root, exclude: (it) => it === "node_modules" }).map(
  slashes,
);

/** What each room of `server/src` may import: other rooms, and packages. */
const law: Readonly<Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[] }>> = {
  base: { rooms: [], packages: [] },
  python: { rooms: ["base"], packages: ["@lezer/common", "@lezer/python"] },
  postgres: { rooms: ["base"], packages: [] },
  migration: { rooms: ["base", "python"], packages: [] },
  project: { rooms: ["base", "python"], packages: ["smol-toml"] },
  graph: { rooms: ["base", "migration"], packages: [] },
  emit: { rooms: ["base", "python", "postgres", "migration", "project"], packages: [] },
  schema: { rooms: ["base", "postgres", "migration", "project", "graph", "emit"], packages: [] },
  locks: { rooms: ["base", "postgres", "migration", "emit", "schema"], packages: [] },
  lint: {
    rooms: ["base", "python", "postgres", "migration", "project", "graph", "emit", "schema", "locks"],
    packages: [],
  },
  service: {
    rooms: ["base", "python", "postgres", "migration", "project", "graph", "emit", "schema", "locks", "lint"],
    packages: [],
  },
  lsp: {
    rooms: ["base", "service"],
    packages: ["vscode-languageserver", "vscode-languageserver/node", "vscode-languageserver-textdocument"],
  },
  node: {
    rooms: ["base", "postgres", "migration", "project", "graph", "lint", "service", "lsp"],
    packages: ["libpg-query", "libpg-query/*", "vscode-languageserver/node", "commander", "node:*"],
  },
  browser: { rooms: ["base", "postgres", "service", "lsp"], packages: ["vscode-languageserver/browser"] },
};

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']|\n\s*import\s+["']([^"']+)["']/g;
  return [...text.matchAll(pattern)].map((it) => it[1] ?? it[2] ?? it[3] ?? "");
}

function packageAllowed(name: string, allowed: readonly string[]): boolean {
  return allowed.some((it) => it === name || (it.endsWith("*") && name.startsWith(it.slice(0, -1))));
}

/** Why `file` may not import `target`, or null. */
function breach(file: string, target: string): string | null {
  const room = file.split("/")[2] ?? "";
  const rule = law[room];
  if (rule === undefined) return `${file}: the room ${room} is not in the import law`;
  if (!target.startsWith(".")) {
    return packageAllowed(target, rule.packages) ? null : `${file} imports the package ${target}`;
  }
  const path = slashes(relative(root, resolve(root, dirname(file), target)));
  const other = path.startsWith("server/src/") ? (path.split("/")[2] ?? "") : path;
  return other === room || rule.rooms.includes(other) ? null : `${file} imports ${path}`;
}

describe("tidy", () => {
  test("rooms import only what the law allows", () => {
    const breaches = sources
      .filter((it) => it.startsWith("server/src/"))
      .flatMap((file) => importsOf(file).map((target) => breach(file, target)))
      .filter((it) => it !== null);
    expect(breaches).toEqual([]);
  });

  test("the law sees a breach", () => {
    expect(breach("server/src/python/x.ts", "../migration/operation.ts")).toContain("imports server/src/migration");
    expect(breach("server/src/graph/x.ts", "node:fs")).toContain("package node:fs");
    expect(breach("server/src/node/x.ts", "node:fs")).toBeNull();
  });

  test("the client takes from the server only the protocol and the pure reading of alembic.ini", () => {
    const allowed = [
      "server/src/lsp/protocol.ts",
      "server/src/project/ini.ts",
      "server/src/project/ini-value.ts",
      "server/src/base/",
    ];
    const breaches = sources
      .filter((it) => it.startsWith("client/src/"))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => target.startsWith("."))
          .map((target) => slashes(relative(root, resolve(root, dirname(file), target))))
          .filter((path) => !path.startsWith("client/") && !allowed.some((it) => path.startsWith(it)))
          .map((path) => `${file} imports ${path}`),
      );
    expect(breaches).toEqual([]);
  });

  test("only client/src/database uses pg, and nothing in server/src opens a socket", () => {
    const breaches = sources
      .filter((it) => it.startsWith("server/src/") || it.startsWith("client/src/"))
      .flatMap((file) =>
        importsOf(file)
          .filter(
            (it) =>
              (it === "pg" && !file.startsWith("client/src/database/")) || /^node:(net|http|https|tls|dgram)$/.test(it),
          )
          .filter((it) => it === "pg" || file.startsWith("server/"))
          .map((it) => `${file} imports ${it}`),
      );
    expect(breaches).toEqual([]);
  });

  test("files are named in kebab-case and none is longer than 500 lines", () => {
    const wrong = sources.flatMap((file) => {
      const lines = readFileSync(join(root, file), "utf8").split("\n").length;
      const name = basename(file);
      return [
        ...(/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|web|d))?\.ts$/.test(name) ? [] : [`${file}: not kebab-case`]),
        ...(lines > 500 ? [`${file}: ${lines} lines`] : []),
      ];
    });
    expect(wrong).toEqual([]);
  });

  test("no test is skipped or singled out, and nothing is left to do", () => {
    const marks = /\b(?:test|it|describe)\.(?:skip|only|todo)\b|\bxit\(|\b(?:TO|FIX)(?:DO|ME)\b/;
    const wrong = sources.filter((file) => marks.test(readFileSync(join(root, file), "utf8")));
    expect(wrong).toEqual([]);
  });

  test("no module keeps mutable state at its top level in the core", () => {
    const wrong = sources
      .filter((it) => it.startsWith("server/src/") && !it.startsWith("server/src/node/"))
      .filter((file) => /^(?:export )?let /m.test(readFileSync(join(root, file), "utf8")));
    expect(wrong).toEqual([]);
  });

  test("docs/architecture.md names every room, and every room that it names exists", () => {
    const text = readFileSync(join(root, "docs/architecture.md"), "utf8");
    const rooms = Object.keys(law).sort();
    const named = [...text.matchAll(/^\| `server\/src\/([a-z]+)` \|/gm)].map((it) => it[1] ?? "").sort();
    const existing = [
      ...new Set(globSync("server/src/*/*.ts", { cwd: root }).map((it) => slashes(it).split("/")[2] ?? "")),
    ];
    expect(named).toEqual(rooms);
    expect(existing.filter((it) => !rooms.includes(it))).toEqual([]);
  });
});
