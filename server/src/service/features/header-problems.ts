import type { Problem } from "../../base/problem.ts";
import { baseName } from "../../project/paths.ts";
import type { ReadFile } from "../engine.ts";
import type { ProjectSnapshot } from "../snapshot.ts";
import { docstringMentions } from "./docstring-mentions.ts";

/** Where a header says two things: its docstring, or the file's name, names another revision than the variables do. Alembic reads only the variables. */
export function headerProblems(project: ProjectSnapshot, read: ReadFile): readonly Problem[] {
  const { migration, header } = read;
  if (header === null || read.missing !== null || migration.module.errors.length > 0) return [];
  const problems: Problem[] = [];
  const { doc } = migration.header;
  const mentions = docstringMentions(migration);
  const own = mentions.find((it) => it.attribute === "revision");
  if (own !== undefined && own.text !== header.revision) {
    const message = `The docstring says revision "${own.text}", the variable "${header.revision}", which is what Alembic reads.`;
    problems.push({ code: "revision-docstring-mismatch", message, span: own.span });
  }
  const unreadable = header.unreadable?.includes("down_revision") === true;
  if (doc.revises !== null && !unreadable) {
    const named = mentions.filter((it) => it.attribute === "down_revision").map((it) => it.text);
    const isId = (text: string): boolean => project.graph.revisions.has(text) || /^[0-9a-f]{8,40}$/.test(text);
    const missing = header.downRevisions.filter((it) => !named.includes(it));
    const others = named.filter((it) => isId(it) && !header.downRevisions.includes(it));
    if (missing.length > 0 || others.length > 0) {
      const said = named.length === 0 ? "nothing" : named.map((it) => `"${it}"`).join(", ");
      const is = header.downRevisions.length === 0 ? "None" : header.downRevisions.map((it) => `"${it}"`).join(", ");
      const message = `The docstring says that it revises ${said}; down_revision, which is what Alembic reads, is ${is}.`;
      problems.push({ code: "revision-docstring-mismatch", message, span: doc.revises.span });
    }
  }
  if (project.fileNaming?.(migration.path, header.revision) === false) {
    const message = `The file is called ${baseName(migration.path)}, but its revision is "${header.revision}", and file_template (${project.config.fileTemplate}) names nearly all others by theirs.`;
    problems.push({ code: "filename-mismatch", message, span: migration.header.revision?.valueSpan });
  }
  return problems;
}
