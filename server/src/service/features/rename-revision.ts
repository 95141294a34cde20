import type { FileChange } from "../../base/file-change.ts";
import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import { baseName, directoryOf } from "../../project/paths.ts";
import type { FixContext } from "../fix-context.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { docstringMentions } from "./docstring-mentions.ts";
import { idSpan, replaceLiterals } from "./graph-fixes/header-edits.ts";
import { mentionAt, revisionOf } from "./revision-at.ts";

/** Width of `alembic_version.version_num` (Alembic 0.1 to 1.20). */
const longestId = 32;

export interface Refusal {
  readonly ok: false;
  /** A sentence for the user. */
  readonly message: string;
}

export type Renaming =
  | { readonly ok: true; readonly edits: readonly TextEdit[]; readonly fileChanges: readonly FileChange[] }
  | Refusal;

/** What a rename at `offset` would rename: the id without its quotes. Null where no revision id stands. */
export function prepareRename(
  snapshot: Snapshot,
  file: SourceFile,
  offset: number,
): { readonly ok: true; readonly span: Span; readonly id: string } | Refusal | null {
  const found = mentionAt(snapshot, file, offset);
  if (found === null || found.mention.attribute === "branch_labels") return null;
  const { mention, project } = found;
  const revision = revisionOf(mention, project);
  if (revision === undefined) return refusal(`No file of this project declares the revision "${mention.text}".`);
  if (revision.revision !== mention.text) {
    return refusal(`"${mention.text}" is a branch label of revision ${revision.revision}, not its id.`);
  }
  const check = renameRevision(snapshot, project, mention.text, null, { canRenameFiles: false });
  if (!check.ok) return check;
  const written = file.text.slice(mention.span.start, mention.span.end);
  const at = written.lastIndexOf(mention.text);
  if (at === -1) return { ok: true, span: mention.span, id: mention.text };
  const start = mention.span.start + at;
  return { ok: true, span: { start, end: start + mention.text.length }, id: mention.text };
}

/** Renames the revision whose id stands at `offset`. */
export function renameAt(
  snapshot: Snapshot,
  file: SourceFile,
  offset: number,
  newId: string,
  context: Pick<FixContext, "canRenameFiles">,
): Renaming {
  const prepared = prepareRename(snapshot, file, offset);
  const project = snapshot.projectOf(file);
  if (prepared === null || project === null) return refusal("There is no revision id here.");
  return prepared.ok ? renameRevision(snapshot, project, prepared.id, newId, context) : prepared;
}

/**
 * Gives a revision another id everywhere: in its header, in `down_revision` and `depends_on` of others, in the docstrings, and in the name of its file
 * where that begins with the id. It changes all of the places or none: what is not written out as text, or cannot be read, is a reason to refuse.
 * `newId` null only asks whether it can be done.
 */
export function renameRevision(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  id: string,
  newId: string | null,
  context: Pick<FixContext, "canRenameFiles">,
): Renaming {
  const wrong = newId === null || newId === id ? null : wrongId(project, newId);
  if (wrong !== null) return refusal(wrong);
  if (project.graph.shadowed.some((it) => it.revision === id)) {
    return refusal(`Several files declare the revision "${id}". Give one of them a new id first.`);
  }
  const own = project.fileOf(id);
  const to = newId ?? id;
  const edits: TextEdit[] = [];
  for (const file of project.files) {
    const found = fileEdits(snapshot, file, id, to, file === own);
    if (!found.ok) return found;
    edits.push(...found.edits);
  }
  if (newId === null || newId === id) return { ok: true, edits: [], fileChanges: [] };
  const newFile = own === undefined || !context.canRenameFiles ? null : renamedFile(project, own.path, id, newId);
  return {
    ok: true,
    edits: withoutDuplicates(edits),
    fileChanges: own === undefined || newFile === null ? [] : [{ kind: "rename", file: own.path, newFile }],
  };
}

/** The path of a file whose name begins with the old id; null when it does not, or when the new path is taken. */
export function renamedFile(project: ProjectSnapshot, path: string, id: string, newId: string): string | null {
  const name = baseName(path);
  const rest = name.slice(id.length);
  if (!name.startsWith(id) || !/^[^\p{L}\p{N}]/u.test(rest)) return null;
  const newFile = `${directoryOf(path)}/${newId}${rest}`;
  return project.files.some((it) => it.path === newFile) ? null : newFile;
}

/** Why an id cannot be used, or null. */
export function wrongId(project: ProjectSnapshot, id: string): string | null {
  const { graph } = project;
  const length = [...id].length;
  const bad = [...new Set(id.match(/[+\-:@]/g) ?? [])].map((it) => `"${it}"`).join(", ");
  if (id === "") return "A revision needs an id.";
  if (bad !== "") return `A revision id cannot contain ${bad}: Alembic uses that in target expressions.`;
  if (!/^[\p{L}\p{N}_.]+$/u.test(id)) return "Use letters, digits, underscores and dots in a revision id.";
  if (length > longestId)
    return `"${id}" has ${length} characters, but alembic_version.version_num holds ${longestId}.`;
  if (["head", "heads", "base", "current"].includes(id)) return `"${id}" means something else to Alembic.`;
  if (graph.revisions.has(id)) return `The revision "${id}" exists already.`;
  if (graph.labels.has(id)) return `"${id}" is already a branch label.`;
  return null;
}

type FileEdits = { readonly ok: true; readonly edits: readonly TextEdit[] } | Refusal;

function fileEdits(snapshot: Snapshot, file: SourceFile, id: string, to: string, isOwn: boolean): FileEdits {
  const read = snapshot.read(file);
  const name = baseName(file.path);
  if (read === null) return refusal(`${name} cannot be read, and it may name the revision "${id}".`);
  const { migration } = read;
  const { downRevision, dependsOn } = migration.header;
  const edits: TextEdit[] = [];
  if (isOwn) {
    const span = idSpan(migration);
    if (span === null)
      return refusal(`The id "${id}" is not written as one text in ${name}, so it cannot be replaced there.`);
    edits.push({ file: file.path, span, text: to });
  }
  for (const attribute of [downRevision, dependsOn]) {
    if (attribute === null) continue;
    if (!attribute.value.known) {
      return refusal(
        `${name} has a down_revision or depends_on that cannot be read (${attribute.value.why.detail}), and it may name "${id}".`,
      );
    }
    const found = replaceLiterals(migration, attribute, id, to);
    if (found === null) {
      return refusal(`The id "${id}" is not written as one text in ${name}, so it cannot be replaced there.`);
    }
    edits.push(...found);
  }
  // A header that is half-typed still counts as it was; its text says nothing reliable.
  const inUse = [...(read.header?.downRevisions ?? []), ...(read.header?.dependsOn ?? [])];
  if (inUse.includes(id) && edits.length === 0) return refusal(`The header of ${name} is not complete.`);
  for (const mention of docstringMentions(migration)) {
    if (mention.text !== id || (mention.attribute === "revision" && !isOwn)) continue;
    edits.push({ file: file.path, span: mention.span, text: to });
  }
  return { ok: true, edits };
}

/** One literal can stand for two attributes: `a = "x"; down_revision = a; depends_on = a`. */
function withoutDuplicates(edits: readonly TextEdit[]): readonly TextEdit[] {
  const seen = new Set<string>();
  return edits.filter((it) => {
    const key = `${it.file}\n${it.span.start}`;
    return !seen.has(key) && seen.add(key);
  });
}

function refusal(message: string): Refusal {
  return { ok: false, message };
}
