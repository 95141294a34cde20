import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { nodeFileSystem } from "../../src/node/file-system.ts";
import { readProject } from "../../src/project/read-project.ts";
import { listVersionFiles } from "../../src/service/version-files.ts";
import { type Random, random } from "./random.ts";
import { pythonOf, runPython } from "./run-python.ts";

const seed = Number(process.env.LIMBECK_SEED ?? 20261120);
const count = 150;
const root = realpathSync(mkdtempSync(join(tmpdir(), "limbeck-version-files-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Case {
  readonly script: string;
  readonly locations: readonly string[];
  readonly sourceless: boolean;
  readonly recursive: boolean;
}

interface Listed {
  readonly files: readonly string[];
  readonly twice: readonly string[];
}

const folders = ["versions", "versions/sub", "versions/sub/deep", "versions/.hidden", "more", "else"];
const stems = ["a", "b", "abc123", "_x", ".hidden", ".#lock", "__init__", "__init__x", "with space", "é", "b.c"];
const suffixes = [".py", ".py", ".py", ".pyc", ".pyo", ".txt", ".PY", ".pyi", ""];
const cached = [".cpython-311.pyc", ".cpython-311.opt-1.pyc", ".cpython-310.pyc", ".cpython-311.pyo", ".py", ".txt"];

/** A random tree: sources, compiled files beside them and in `__pycache__`, other files, links to files and to directories. */
function makeTree(source: Random, script: string): Case {
  for (const folder of folders) mkdirSync(join(script, folder), { recursive: true });
  for (const folder of folders) {
    for (let i = source.below(5); i > 0; i--) put(join(script, folder, source.pick(stems) + source.pick(suffixes)));
    for (let i = source.chance(0.6) ? source.below(5) : 0; i > 0; i--) {
      put(join(script, folder, "__pycache__", source.pick(stems) + source.pick(cached)));
    }
  }
  for (let i = source.below(4); i > 0; i--) {
    const target = join(script, source.pick(folders), source.pick(stems) + source.pick([".py", ".pyc", ".txt"]));
    put(target);
    link(target, join(script, source.pick(folders), source.pick(stems) + source.pick([".py", ".pyc", ".txt"])));
  }
  if (source.chance(0.3)) link(join(script, "else"), join(script, "versions", "linked"));
  const through = source.chance(0.2);
  if (through) link(join(script, "versions"), join(script, "through"));
  const names = [...folders.slice(0, 5), "missing", ...(through ? ["through"] : [])];
  const locations = Array.from({ length: 1 + source.below(3) }, () => join(script, source.pick(names)));
  return { script, locations, sourceless: source.chance(0.7), recursive: source.chance(0.4) };
}

function put(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, "", { flag: "wx" });
  } catch {
    // It is there already.
  }
}

function link(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch {
    // Something else is there already.
  }
}

async function ours(it: Case, alembic: string | null): Promise<Listed> {
  const text = `[alembic]\nscript_location = ${it.script}\n`;
  const config = readProject({ configFile: `${it.script}/alembic.ini`, text, workingDirectory: it.script });
  const { files, problems } = await listVersionFiles(
    nodeFileSystem(),
    {
      ...config,
      versionLocations: it.locations,
      sourceless: it.sourceless,
      recursiveVersionLocations: it.recursive,
    },
    alembic,
  );
  const twice = problems.flatMap(({ message }) => /^File (.*) loaded twice! ignoring\./.exec(message)?.[1] ?? []);
  return { files: files.map((path) => realpathSync(path)), twice };
}

test.each([
  ["LIMBECK_TEST_PYTHON_NEW", null],
  ["LIMBECK_TEST_PYTHON_OLD", "1.8.1"],
] as const)(`${count} random trees are listed as by the Alembic of %s (seed ${seed})`, async (python, alembic) => {
  const source = random(seed);
  const cases = Array.from({ length: count }, (_, i) => makeTree(source, join(root, `${python}-${i}`)));
  const answers = runPython(pythonOf(python), "version_files_driver.py", cases) as Listed[];
  let compiled = 0;
  let repeated = 0;
  for (const [i, it] of cases.entries()) {
    const { files, twice } = await ours(it, alembic);
    const expected = answers[i] ?? { files: [], twice: [] };
    expect(files, JSON.stringify(it)).toEqual(expected.files);
    // Alembic also warns of files that it does not load; the first of those that it would load is the one that is told.
    const first = twice.slice(0, 1);
    expect(expected.twice, JSON.stringify(it)).toEqual(expect.arrayContaining(first));
    // Before 1.10 the name of a link decides, and the second way to a file may have another name than the first.
    if (alembic === null) {
      const counting = expected.twice.filter((path) => expected.files.includes(path));
      expect(first.length === 1, JSON.stringify([it, expected])).toBe(counting.length > 0);
    }
    compiled += files.filter((path) => path.endsWith("c")).length;
    repeated += first.length;
  }
  expect(compiled).toBeGreaterThan(20);
  expect(repeated).toBeGreaterThan(10);
});
