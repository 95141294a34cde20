import { afterAll, expect, test } from "vitest";
import { type CliResult, type TestFolder, testFolder } from "../cli/cli.ts";
import { migration } from "../service/project-fixture.ts";
import { pythonOf, runPython } from "./run-python.ts";

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly env?: string;
  /** The older one takes a location for a package, and whether there is one is not for us to say. */
  readonly newestOnly?: boolean;
}

const ini = "[alembic]\nscript_location = mi\n";
const elsewhere = "[alembic]\nsqlalchemy.url = x\n";
const toml = '[tool.alembic]\nscript_location = "mt"\n';
const here = '[tool.alembic]\nscript_location = "%(here)s/mt"\n';
const other = "[other]\nscript_location = mx\n";
const locations = "[alembic]\nscript_location = mi\nversion_locations = ";

/** Which script location wins, by where the keys stand and what is named. `mi`, `mt`, `mx`, `sub/…` each hold one revision. */
const cases: Readonly<Record<string, Case>> = {
  both: { files: { "alembic.ini": ini, "pyproject.toml": toml } },
  "both, -c pyproject.toml": { files: { "alembic.ini": ini, "pyproject.toml": toml }, args: ["-c", "pyproject.toml"] },
  "both, -c alembic.ini": { files: { "alembic.ini": ini, "pyproject.toml": toml }, args: ["-c", "alembic.ini"] },
  "an ini without the key": { files: { "alembic.ini": elsewhere, "pyproject.toml": toml } },
  "an ini without the key, -c": {
    files: { "alembic.ini": elsewhere, "pyproject.toml": toml },
    args: ["-c", "pyproject.toml"],
  },
  "an ini of logging, -c": {
    files: { "alembic.ini": "[loggers]\nkeys = root\n", "pyproject.toml": toml },
    args: ["-c", "pyproject.toml"],
  },
  "an ini with another section, -c": {
    files: { "alembic.ini": other, "pyproject.toml": toml },
    args: ["-c", "pyproject.toml"],
  },
  "an ini with another section, -c -n": {
    files: { "alembic.ini": other, "pyproject.toml": toml },
    args: ["-c", "pyproject.toml", "-n", "other"],
  },
  "a pyproject.toml elsewhere, an ini here": {
    files: { "alembic.ini": ini, "sub/pyproject.toml": here },
    args: ["-c", "sub/pyproject.toml"],
  },
  "an ini beside a pyproject.toml elsewhere": {
    files: { "sub/alembic.ini": ini, "sub/pyproject.toml": here },
    args: ["-c", "sub/pyproject.toml"],
  },
  "an ini elsewhere, a pyproject.toml here": {
    files: { "sub/alembic.ini": elsewhere, "pyproject.toml": toml },
    args: ["-c", "sub/alembic.ini"],
  },
  "an ini of another name": { files: { "my.cfg": elsewhere, "pyproject.toml": toml }, args: ["-c", "my.cfg"] },
  "ALEMBIC_CONFIG names a pyproject.toml, an ini here": {
    files: { "alembic.ini": ini, "sub/pyproject.toml": here },
    env: "sub/pyproject.toml",
  },
  "ALEMBIC_CONFIG names a pyproject.toml": { files: { "sub/pyproject.toml": here }, env: "sub/pyproject.toml" },
  "a section that is missing, with a pyproject.toml": {
    files: { "alembic.ini": ini, "pyproject.toml": toml },
    args: ["-c", "alembic.ini", "-n", "nope"],
  },
  "a section that is missing": { files: { "alembic.ini": ini }, args: ["-c", "alembic.ini", "-n", "nope"] },
  "[DEFAULT]": { files: { "alembic.ini": "[DEFAULT]\nscript_location = mi\n[alembic]\nx = 1\n" } },
  "[DEFAULT] without the section": {
    files: { "alembic.ini": "[DEFAULT]\nscript_location = mi\n" },
    args: ["-c", "alembic.ini"],
  },
  "version_locations of the pyproject.toml": {
    files: { "alembic.ini": ini, "pyproject.toml": '[tool.alembic]\nversion_locations = ["mt/versions"]\n' },
  },
  "an empty key is as none": {
    files: { "alembic.ini": locations, "pyproject.toml": '[tool.alembic]\nversion_locations = ["mt/versions"]\n' },
  },
  "True is not true": { files: { "alembic.ini": `${ini}recursive_version_locations = True\n` } },
  true: { files: { "alembic.ini": `${ini}recursive_version_locations = true\n` } },
  "legacy separators": { files: { "alembic.ini": `${locations}mi/versions, mt/versions mx/versions\n` } },
  path_separator: {
    files: { "alembic.ini": `${locations}mi/versions;mt/versions\npath_separator = ;\n` },
  },
  "path_separator wins": {
    files: {
      "alembic.ini": `${locations}mi/versions:mt/versions\nversion_path_separator = space\npath_separator = :\n`,
    },
    newestOnly: true,
  },
  version_path_separator: {
    files: { "alembic.ini": `${locations}mi/versions:mt/versions\nversion_path_separator = os\n` },
  },
  newline: {
    files: { "alembic.ini": `${locations}\n  mi/versions\n  mt/versions\npath_separator = newline\n` },
  },
  "a comment behind the separator": {
    files: { "alembic.ini": `${locations}mi/versions\nversion_path_separator = os  # a comment\n` },
  },
};

const folders: TestFolder[] = [];
afterAll(() => {
  for (const it of folders) it.dispose();
});

function made({ files }: Case, alembic: string | null): TestFolder {
  const scripts = ["mi", "mt", "mx", "sub/mi", "sub/mt"].flatMap((it) => {
    const revision = it.replace("/", "_");
    const deep = migration({ revision: `${revision}_deep`, down: revision });
    return [
      [`${it}/env.py`, "from alembic import context\n"],
      [`${it}/versions/a.py`, migration({ revision })],
      [`${it}/versions/deep/b.py`, deep],
    ] as const;
  });
  const pins: Readonly<Record<string, string>> =
    alembic === null ? {} : { "requirements.txt": `alembic==${alembic}\n` };
  const folder = testFolder({ ...files, ...pins, ...Object.fromEntries(scripts) });
  folders.push(folder);
  return folder;
}

function heads({ code, out }: CliResult): readonly string[] | null {
  if (code !== 0) return null;
  return (JSON.parse(out) as { heads: string[] }[]).flatMap((it) => it.heads);
}

test.each([
  ["LIMBECK_TEST_PYTHON_NEW", null],
  ["LIMBECK_TEST_PYTHON_OLD", "1.8.1"],
] as const)("the configuration that counts is that of the Alembic of %s", async (python, alembic) => {
  const asked = Object.entries(cases).filter(([, it]) => alembic === null || it.newestOnly !== true);
  const input = asked.map(([name, it]) => ({ name, it, folder: made(it, alembic) }));
  const answers = runPython(
    pythonOf(python),
    "configuration_driver.py",
    input.map(({ it, folder }) => ({
      cwd: folder.path,
      args: it.args ?? [],
      env: it.env === undefined ? {} : { ALEMBIC_CONFIG: it.env },
    })),
  ) as readonly (readonly string[] | null)[];
  const ours: Record<string, unknown> = {};
  const theirs: Record<string, unknown> = {};
  for (const [index, { name, it, folder }] of input.entries()) {
    const argv = ["graph", "--format", "json", ...(it.args ?? [])];
    const result = await (it.env === undefined ? folder.run(...argv) : folder.runWith(it.env, ...argv));
    ours[name] = heads(result)?.toSorted() ?? null;
    theirs[name] = answers[index]?.toSorted() ?? null;
  }
  expect(ours).toEqual(theirs);
});
