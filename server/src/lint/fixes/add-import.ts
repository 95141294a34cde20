import type { TextEdit } from "../../base/text-edit.ts";
import type { EnvironmentFile } from "../rule.ts";

/** A line with an import behind the last import of the file; where it has none, behind the docstring, or at the beginning. */
export function addImport({ module, path }: EnvironmentFile, line: string): TextEdit {
  const last = module.body.findLast((it) => it.type === "Import" || it.type === "ImportFrom");
  const after = last?.span.end ?? module.docstring?.span.end ?? 0;
  return { file: path, span: { start: after, end: after }, text: after === 0 ? `${line}\n` : `\n${line}` };
}
