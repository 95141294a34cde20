import { basename } from "node:path";
import * as vscode from "vscode";

/** Every finding in the workspace as "file rule line", sorted; lines count from 1. */
export function findings(): readonly string[] {
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, diagnostics]) =>
      diagnostics
        .filter((it) => it.source === "limbeck")
        .map((it) => `${basename(uri.path)} ${ruleOf(it)} ${it.range.start.line + 1}`),
    )
    .sort();
}

export function ruleOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === "object" ? code.value : code);
}
