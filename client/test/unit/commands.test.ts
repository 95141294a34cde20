import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/commands.ts";

const root = resolve(import.meta.dirname, "../../..");

interface Contribution {
  readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
  readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
  readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
  readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
  readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
  readonly configuration: readonly {
    readonly properties: Readonly<Record<string, { readonly markdownDescription?: string }>>;
  }[];
}

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly icon: string;
  readonly contributes: Contribution;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] };
  };
};
const { contributes } = manifest;
const ids = commands.map((it) => it.id);

describe("commands and package.json", () => {
  test("both name the same commands with the same titles, in the category Alembic", () => {
    expect(contributes.commands.map(({ command, title }) => ({ id: command, title }))).toEqual(
      commands.map(({ id, title }) => ({ id, title })),
    );
    expect(new Set(contributes.commands.map((it) => it.category))).toEqual(new Set(["Alembic"]));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("menus and welcome texts name commands that exist", () => {
    const used = Object.values(contributes.menus).flatMap((it) => it.map(({ command }) => command));
    expect(used.filter((it) => !ids.includes(it))).toEqual([]);
    const views = Object.values(contributes.views).flatMap((it) => it.map(({ id }) => id));
    expect(contributes.viewsWelcome.filter((it) => !views.includes(it.view))).toEqual([]);
    // A welcome view knows links, and shows every other sign of Markdown as it is.
    expect(contributes.viewsWelcome.filter((it) => /[`*_]/.test(it.contents.replaceAll(/\(.*?\)/g, "")))).toEqual([]);
  });

  test("every command that runs Python or connects needs trust first", () => {
    const running = commands.filter((it) => it.needs.includes("python") || it.needs.includes("database"));
    expect(running.length).toBeGreaterThan(8);
    expect(running.filter((it) => it.needs[0] !== "trust")).toEqual([]);
  });

  test("every setting says what it is for, and what starts programs is restricted in an untrusted workspace", () => {
    const properties = contributes.configuration.flatMap((it) => Object.entries(it.properties));
    expect(properties.filter(([, it]) => (it.markdownDescription ?? "").length < 40)).toEqual([]);
    expect(manifest.capabilities.untrustedWorkspaces).toMatchObject({
      supported: "limited",
      restrictedConfigurations: ["limbeck.interpreter", "limbeck.command", "limbeck.environments"],
    });
  });

  test("icons exist", () => {
    const icons = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map((it) => it.icon),
      ...Object.values(contributes.views).flatMap((it) => it.map(({ icon }) => icon)),
    ];
    expect(icons.filter((it) => !existsSync(join(root, it)))).toEqual([]);
  });
});
