import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { StageResult } from "./stage.ts";

interface Grammar {
  readonly path: string;
  readonly scopeName: string;
  readonly injectTo?: readonly string[];
}

interface Unit {
  parseGrammarTestCase(text: string): {
    readonly assertions: readonly { readonly scopeAssertions: readonly unknown[] }[];
  };
  runGrammarTestCase(registry: unknown, testCase: unknown): Promise<readonly Failure[]>;
}

interface Failure {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly actual: readonly string[];
}

const require = createRequire(import.meta.url);

/**
 * Runs the marked-up files of test-fixtures/syntaxes against our grammars as package.json contributes them, together with
 * the grammars of Python and SQL that VS Code brings. Each mark is one test.
 */
export async function runGrammarTests(builtInExtensions: string): Promise<StageResult> {
  const { createRegistry } = require("vscode-tmgrammar-test/dist/common/index.js") as {
    createRegistry(grammars: readonly Grammar[]): unknown;
  };
  const { parseGrammarTestCase, runGrammarTestCase } = require("vscode-tmgrammar-test/dist/unit/index.js") as Unit;
  const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
    contributes: { grammars: Grammar[] };
  };
  const builtIn = [
    ["python", "MagicPython.tmLanguage.json"],
    ["python", "MagicRegExp.tmLanguage.json"],
    ["sql", "sql.tmLanguage.json"],
  ].map(([extension = "", file = ""]) => {
    const path = join(builtInExtensions, extension, "syntaxes", file);
    const { scopeName } = JSON.parse(readFileSync(path, "utf8")) as { scopeName: string };
    return { path, scopeName };
  });
  const registry = createRegistry([...builtIn, ...contributes.grammars]);

  let passed = 0;
  let failed = 0;
  for (const file of globSync("test-fixtures/syntaxes/*").sort()) {
    const testCase = parseGrammarTestCase(readFileSync(file, "utf8"));
    const marks = testCase.assertions.reduce((sum, it) => sum + it.scopeAssertions.length, 0);
    const failures = await runGrammarTestCase(registry, testCase);
    for (const it of failures) {
      const wrong = [
        ...it.missing.map((scope) => `no ${scope}`),
        ...it.unexpected.map((scope) => `unexpected ${scope}`),
      ];
      console.error(
        `${file}:${it.line + 1}:${it.start + 1}-${it.end + 1} ${wrong.join(", ")}; has ${it.actual.join(" ")}`,
      );
    }
    // One mark can fail at several tokens.
    const failedMarks = Math.min(
      marks,
      new Set(failures.map((it) => `${it.line}:${it.missing}:${it.unexpected}`)).size,
    );
    passed += marks - failedMarks;
    failed += failedMarks;
    console.log(`  ${file}: ${marks} marks, ${failedMarks} wrong`);
  }
  return { passed, failed, problems: [] };
}
