import type { HeaderlessFile } from "../graph/revision-graph.ts";
import { baseName } from "../project/paths.ts";
import type { ReadFile } from "./engine.ts";
import type { SourceFile } from "./source-file.ts";

/**
 * What the graph must know of a version file that gives no header; null for one that is gone. `before`: how many headers come before it.
 * A file that is being typed (it has syntax errors) is not known rather than refused.
 */
export function headerlessFile(file: SourceFile, read: ReadFile | null, before: number): HeaderlessFile | null {
  const { path, content } = file;
  if (!content.ok) {
    if (content.reason === "missing") return null;
    if (content.reason === "broken link") {
      // Alembic 1.10 and newer name the target, 1.8 the link.
      const failure = {
        kind: "crash",
        exception: "ImportError",
        message: `Can't find Python file ${content.target ?? path}`,
      } as const;
      return { file: path, before, kind: "refused", message: `${content.message} Alembic stops here.`, failure };
    }
    if (content.reason !== "bytecode" || !path.endsWith(".pyo"))
      return { file: path, before, kind: "unknown", message: content.message };
    const failure = { kind: "crash", exception: "AssertionError", message: "" } as const;
    return { file: path, before, kind: "refused", message: content.message, failure };
  }
  const missing = read?.missing ?? null;
  if (missing === null) return null;
  const { message } = missing;
  const isTyped = (read?.migration.module.errors.length ?? 0) > 0;
  if (missing.reason !== "no-revision" || isTyped) return { file: path, before, kind: "unknown", message };
  return { file: path, before, kind: "refused", message, failure: { kind: "command-error", message } };
}

/** For people: which files hold revisions that are not known; null when there are none. */
export function unknownFilesNote(files: readonly HeaderlessFile[]): string | null {
  const unknown = files.filter((it) => it.kind === "unknown");
  const [first] = unknown;
  if (first === undefined) return null;
  const names = unknown.slice(0, 3).map((it) => baseName(it.file));
  const list = unknown.length > 3 ? `${names.join(", ")} and ${unknown.length - 3} more` : names.join(", ");
  const what = unknown.length === 1 ? "1 version file is" : `${unknown.length} version files are`;
  return `The revision of ${what} not known (${list}), so the chain shown here may lack parts. ${first.message}`;
}
