import type { FileChange } from "../../src/base/file-change.ts";
import { applyEdits, type TextEdit } from "../../src/base/text-edit.ts";

/** The files after a fix, by absolute path, as an editor would have them: edits first, then files that are made or renamed. */
export function applyChange(
  files: Readonly<Record<string, string>>,
  change: { readonly edits: readonly TextEdit[]; readonly fileChanges?: readonly FileChange[] },
): Readonly<Record<string, string>> {
  const result = new Map(Object.entries(files));
  const textOf = (path: string): string => {
    const text = result.get(path);
    if (text === undefined) throw new Error(`${path} does not exist`);
    return text;
  };
  for (const path of new Set(change.edits.map((it) => it.file))) {
    result.set(
      path,
      applyEdits(
        textOf(path),
        change.edits.filter((it) => it.file === path),
      ),
    );
  }
  for (const it of change.fileChanges ?? []) {
    const made = it.kind === "create" ? it.file : it.newFile;
    if (result.has(made)) throw new Error(`${made} exists already`);
    result.set(made, it.kind === "create" ? it.text : textOf(it.file));
    if (it.kind === "rename") result.delete(it.file);
  }
  return Object.fromEntries(result);
}
