import { expect, test } from "vitest";
import { generateMigrations, randomSource } from "../../bench/generate-migrations.ts";
import { codeActions, safeFixes } from "../../src/service/features/code-actions.ts";
import { definition, references } from "../../src/service/features/definition.ts";
import { fileDiagnostics } from "../../src/service/features/diagnostics.ts";
import { documentSymbols } from "../../src/service/features/document-symbols.ts";
import { hover } from "../../src/service/features/hover.ts";
import type { Snapshot } from "../../src/service/snapshot.ts";
import { rounds } from "../harness/rounds.ts";
import { seed } from "../harness/seed.ts";
import { fixContext, load, projectFiles, versions } from "./project-fixture.ts";

/* A long session of random typing: nothing throws on the way, and what is said at the end is what a fresh start would say. */

const snippets = [
  "(",
  ")",
  '"',
  "'",
  '"""',
  "\n",
  "    ",
  "op.",
  "=",
  ",",
  "é",
  "🦀",
  "#",
  "\\",
  "def f():\n",
  "{",
  "\t",
  "\r\n",
  "f'{x}'",
  "None",
  "0",
  "with op.batch_alter_table('x') as b:\n",
];

function everythingSaid(snapshot: Snapshot): string {
  return JSON.stringify(snapshot.files.map((it) => [it.path, fileDiagnostics(snapshot, it)]));
}

test(`random typing (LIMBECK_SEED=${seed})`, async () => {
  const random = randomSource(seed);
  const pick = (below: number): number => Math.floor(random() * below);
  const files = generateMigrations(25, seed);
  const original = new Map(files.map((it) => [`${versions}/${it.name}`, it.text]));
  const contents = projectFiles(Object.fromEntries(files.map((it) => [it.name, it.text])));
  const session = await load(contents);
  const paths = [...original.keys()];
  const steps = rounds(300, 80);
  for (let step = 0; step < steps; step++) {
    const path = paths[pick(paths.length)] ?? "";
    const text = session.snapshot().file(path)?.text ?? "";
    const start = pick(text.length + 1);
    const end = Math.min(text.length, start + (random() < 0.5 ? 0 : pick(40)));
    const edited =
      random() < 0.1
        ? (original.get(path) ?? "")
        : text.slice(0, start) + snippets[pick(snippets.length)] + text.slice(end);
    session.workspace.setDocument(path, edited);
    const snapshot = session.snapshot();
    const file = snapshot.file(path);
    if (file === undefined) throw new Error(`${path} is gone`);
    const offset = pick(edited.length + 1);
    for (const it of fileDiagnostics(snapshot, file)) {
      expect(
        0 <= it.span.start && it.span.start <= it.span.end && it.span.end <= edited.length,
        `${it.code} ${JSON.stringify(it.span)}`,
      ).toBe(true);
    }
    hover(snapshot, file, offset);
    definition(snapshot, file, offset);
    references(snapshot, file, offset, { includeDeclaration: true });
    documentSymbols(snapshot, file);
    codeActions(snapshot, file, { start: 0, end: edited.length }, fixContext);
    safeFixes(snapshot, file);
  }
  // While a header is broken the one from before counts, so what is said then depends on the way there: every file ends readable.
  for (const [path, text] of original)
    session.workspace.setDocument(path, random() < 0.5 ? text : `${text}\n# edited\n`);
  const final = session.snapshot();
  const fresh = await load({ ...contents, ...Object.fromEntries(final.files.map((it) => [it.path, it.text])) });
  for (const it of final.files) fresh.workspace.setDocument(it.path, it.text);
  expect(everythingSaid(final)).toBe(everythingSaid(fresh.snapshot()));
});
