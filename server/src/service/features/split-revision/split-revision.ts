import type { TextEdit } from "../../../base/text-edit.ts";
import type { Fix, RevisionWish } from "../../../lint/finding.ts";
import type { MigrationFile } from "../../../migration/migration-file.ts";
import type { Statement } from "../../../python/syntax.ts";
import type { FixContext } from "../../fix-context.ts";
import { type Moment, readCreateDate } from "../../new-revision/create-date.ts";
import { newRevision } from "../../new-revision/new-revision.ts";
import type { ProjectSnapshot, Snapshot } from "../../snapshot.ts";
import type { SourceFile } from "../../source-file.ts";
import { replaceReference } from "../graph-fixes/header-edits.ts";
import { functionNamed, linesOf } from "./function-named.ts";
import { halvesOf, type MovedPart } from "./halves.ts";
import { ownTransactions } from "./own-transactions.ts";
import { type NewBodies, writeBodies } from "./write-bodies.ts";

interface Request {
  readonly snapshot: Snapshot;
  readonly project: ProjectSnapshot;
  readonly file: SourceFile;
  readonly migration: MigrationFile;
  readonly context: FixContext;
}

/**
 * A second revision behind that of a file, as a finding wishes it: it gets the second half, the children become its children, and env.py gives each revision a transaction of its own. Null
 * where the editor cannot make files, where the database has the revision already (the second half would run again), and where a half cannot be told.
 */
export function splitRevision(request: Request, wish: RevisionWish): Fix | null {
  const { project, migration, file, context } = request;
  const { revision } = migration.header;
  if (!context.canCreateFiles || revision?.value.known !== true || migration.module.errors.length > 0) return null;
  const id = revision.value.value;
  const newId = context.newRevisionId();
  const isTaken = project.graph.revisions.has(newId) || project.graph.labels.has(newId);
  if (isTaken || project.applied?.has(id) === true || project.fileOf(id)?.path !== file.path) return null;
  const parts = partsOf(request, wish);
  const children = reparent(request, id, newId);
  const env = ownTransactions(project);
  if (parts === null || children === null || env === null) return null;
  const made = newRevision(project, {
    revision: newId,
    downRevisions: [id],
    message: parts.message,
    now: children.length === 0 ? context.now() : dateOf(migration, context),
  });
  const text = made === null ? null : writeBodies(made.text, parts.bodies, migration.module);
  if (made === null || text === null) return null;
  const also = env.length === 0 ? "" : ", and set transaction_per_migration=True in env.py";
  return {
    title: `${parts.title}${also}`,
    applicability: "suggested",
    edits: [...parts.edits, ...children, ...env],
    fileChanges: [{ kind: "create", file: made.path, text }],
  };
}

interface Parts {
  readonly title: string;
  readonly message: string;
  readonly bodies: NewBodies;
  readonly edits: readonly TextEdit[];
}

function partsOf({ snapshot, file, migration }: Request, wish: RevisionWish): Parts | null {
  if (wish.kind === "append") {
    const { title, message, edits, lines } = wish;
    return { title, message, edits, bodies: { upgrade: lines, downgrade: null } };
  }
  const halves = halvesOf(migration, snapshot.statements(file), wish.at);
  const upgrade = halves === null ? null : linesOfPart(migration, "upgrade", halves.upgrade);
  if (halves === null || upgrade === null) return null;
  const downgrade = halves.downgrade === null ? null : linesOfPart(migration, "downgrade", halves.downgrade);
  if (halves.downgrade !== null && downgrade === null) return null;
  return {
    title: "Move this and what follows into a revision of its own",
    message: secondMessage(migration),
    bodies: { upgrade, downgrade },
    edits: [
      ...removal(migration, "upgrade", halves.upgrade.moved),
      ...removal(migration, "downgrade", halves.downgrade?.moved ?? []),
    ],
  };
}

/** The statements as lines without the indentation of their function; null where a line has less. */
function linesOfPart(
  migration: MigrationFile,
  name: "upgrade" | "downgrade",
  part: MovedPart,
): readonly string[] | null {
  const { module } = migration;
  const written = functionNamed(module, name);
  if (written === null) return null;
  const statements = [...part.repeated, ...part.moved];
  const lines = statements.flatMap((it, index) => {
    const { start, end } = linesOf(module, [it]);
    const isApart = index > 0 && /\n[ \t]*\r?\n$/.test(module.text.slice(0, start));
    return [...(isApart ? [""] : []), ...module.text.slice(start, end).trimEnd().split(/\r?\n/)];
  });
  // Lines of a text that begin further left would change what it says.
  if (lines.some((it) => it.trim() !== "" && !it.startsWith(written.indent))) return null;
  if (written.indent !== "    " && lines.some((it) => it.includes('"""') || it.includes("'''"))) return null;
  return lines.map((it) => it.slice(written.indent.length));
}

function removal(
  migration: MigrationFile,
  name: "upgrade" | "downgrade",
  moved: readonly Statement[],
): readonly TextEdit[] {
  const { module, path } = migration;
  const written = functionNamed(module, name);
  if (written === null || moved.length === 0) return [];
  const isAll = moved.length === written.body.length;
  return moved.map((it, index) => ({
    file: path,
    span: linesOf(module, [it]),
    text: isAll && index === 0 ? `${written.indent}pass\n` : "",
  }));
}

/** "add plan", then "add plan, part 2", then "add plan, part 3". */
function secondMessage({ header }: MigrationFile): string {
  const message = header.doc.doc.replaceAll(/\s+/g, " ").trim().replace(/\.$/, "");
  const part = /^(.*), part (\d+)$/.exec(message);
  if (part !== null) return `${part[1]}, part ${Number(part[2]) + 1}`;
  return message === "" ? "part 2" : `${message}, part 2`;
}

/** The children of the revision become those of the new one; who needs it needs both halves. Null where a file does not say so in plain words. */
function reparent({ snapshot, project, file }: Request, id: string, newId: string): readonly TextEdit[] | null {
  const edits: TextEdit[] = [];
  for (const header of project.headers) {
    if (header.file === file.path) continue;
    const attributes = [
      ...(header.downRevisions.includes(id) ? (["down_revision"] as const) : []),
      ...(header.dependsOn.includes(id) ? (["depends_on"] as const) : []),
    ];
    if (attributes.length === 0) continue;
    const child = project.files.find((it) => it.path === header.file);
    const read = child === undefined ? null : snapshot.read(child);
    for (const it of attributes) {
      const found = read === null ? null : replaceReference(read.migration, it, id, newId);
      if (found === null || found.length === 0) return null;
      edits.push(...found);
    }
  }
  return edits;
}

/** The moment of the revision's own Create Date, so that dates go on following the chain; now, where it has none. */
function dateOf({ header }: MigrationFile, context: FixContext): Moment {
  const now = context.now();
  const date = header.doc.createDate === null ? null : readCreateDate(header.doc.createDate.value);
  if (date === null) return now;
  const { year, month, day, hour, minute, second, microsecond, offsetMinutes } = date;
  const offset = offsetMinutes ?? now.offsetMinutes;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, Math.floor(microsecond / 1000));
  return { milliseconds: wall - offset * 60_000, offsetMinutes: offset };
}
