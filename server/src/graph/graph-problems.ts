import { closestNames } from "./closest-names.ts";
import type { AlembicFailure, GraphAttribute, GraphProblem, RevisionHeader } from "./revision-graph.ts";

/** Width of `alembic_version.version_num`: VARCHAR(32) since Alembic 0.1, also in 1.20. */
const longestId = 32;
/** Since Alembic 1.17.1 the colon is among them. https://alembic.sqlalchemy.org/en/latest/changelog.html#change-1.17.1 */
const forbidden = ["+", "-", ":", "@"];
/** Beyond so many missing references whole files are missing, and a guess for each would be noise (and slow). */
const guesses = 50;
/** So many of the others are named with each; naming all of them with each of them would be quadratic. */
const named = 20;

/** Collects the problems of a graph; each method words one kind. */
export interface ProblemCollector {
  readonly problems: readonly GraphProblem[];
  header(header: RevisionHeader): void;
  duplicate(header: RevisionHeader, others: readonly RevisionHeader[]): void;
  labelClash(header: RevisionHeader, label: string, other: RevisionHeader): void;
  missing(header: RevisionHeader, attribute: "down_revision" | "depends_on", reference: string): void;
  selfLoop(header: RevisionHeader, attribute: "down_revision" | "depends_on"): void;
  /** `failure`: how Alembic refuses the directory, if it does; it overlooks a cycle that lies between a base and a head. */
  cycle(
    members: readonly RevisionHeader[],
    attribute: "down_revision" | "depends_on",
    failure: AlembicFailure | null,
  ): void;
  severalHeads(heads: readonly RevisionHeader[], label: string | null): void;
  severalBases(bases: readonly RevisionHeader[]): void;
}

/** What is not known of the directory, so that nothing is said for certain that it could change. */
export interface Uncertainty {
  /** Files that declare a revision, but not known which. */
  readonly unknownFiles: readonly string[];
  /** Some down_revision is computed. */
  readonly mayHaveMoreParents: boolean;
}

/** `ids` and `labels` (the keys): everything that a reference could have meant. */
export function collectProblems(
  ids: ReadonlyMap<string, unknown>,
  labels: ReadonlyMap<string, unknown>,
  { unknownFiles, mayHaveMoreParents }: Uncertainty,
): ProblemCollector {
  const [unknownFile] = unknownFiles;
  const problems: GraphProblem[] = [];
  let guessed = 0;

  const report = (
    header: RevisionHeader,
    attribute: GraphAttribute,
    code: string,
    message: string,
    more: Partial<Pick<GraphProblem, "reference" | "severity" | "suggestions" | "otherFiles">> = {},
  ): void => {
    problems.push({
      code,
      message,
      severity: more.severity ?? "error",
      file: header.file,
      revision: header.revision,
      attribute,
      reference: more.reference ?? header.revision,
      suggestions: more.suggestions ?? [],
      otherFiles: more.otherFiles ?? [],
    });
  };

  return {
    problems,
    header(header) {
      const id = header.revision;
      const bad = forbiddenCharacters(id);
      if (bad.length > 0) {
        const list = bad.map((it) => `"${it}"`).join(", ");
        const message = `Revision id "${id}" contains ${list}, which Alembic uses in target expressions, so it refuses to load the directory. Use letters, digits and underscores.`;
        report(header, "revision", "revision-id-forbidden-char", message);
      }
      // Characters, of which there are never more than UTF-16 units.
      const length = id.length > longestId ? [...id].length : 0;
      if (length > longestId) {
        const message = `Revision id "${id}" has ${length} characters, but alembic_version.version_num holds ${longestId}: the migration would run and then fail when its id is written. Use a shorter id.`;
        report(header, "revision", "revision-id-too-long", message);
      }
      if (header.lacksDownRevision === true) {
        const message = `This file has no down_revision, so Alembic cannot load the directory (AttributeError). Name its parent, or write down_revision = None for the first revision.`;
        report(header, "revision", "missing-down-revision", message, { reference: "" });
      }
      for (const attribute of header.unreadable ?? []) {
        const message = `The value of ${attribute} is computed when the file runs, so Limbeck cannot know it without running it, and the place of this revision in the chain is uncertain. A literal makes it readable.`;
        report(header, attribute, "unreadable-header", message, { severity: "information", reference: "" });
      }
    },
    duplicate(header, others) {
      const message = `Revision id "${header.revision}" is used by ${others.length + 1} files. Alembic keeps the last one and mixes up the heads. Give this revision a new id.`;
      report(header, "revision", "duplicate-revision-id", message, { otherFiles: others.map((it) => it.file) });
    },
    labelClash(header, label, other) {
      const message =
        other.revision === label
          ? `Branch label "${label}" is also the id of a revision, so Alembic refuses to load the directory. Choose another label.`
          : `Branch label "${label}" is already used by revision ${other.revision}, so Alembic refuses to load the directory. A label is declared once; its descendants inherit it.`;
      report(header, "branch_labels", "branch-label-clash", message, { reference: label, otherFiles: [other.file] });
    },
    missing(header, attribute, reference) {
      const names = attribute === "depends_on" ? [...ids.keys(), ...labels.keys()] : ids.keys();
      const suggestions =
        guessed++ < guesses ? closestNames(reference, [...names]).filter((it) => it !== header.revision) : [];
      const what =
        attribute === "down_revision"
          ? `Parent revision "${reference}" is not in the version directories`
          : `depends_on names "${reference}", which is neither a revision id nor a branch label here`;
      const hint =
        suggestions.length > 0
          ? ` Did you mean ${suggestions.map((it) => `"${it}"`).join(" or ")}?`
          : attribute === "down_revision"
            ? " Restore its file, or point down_revision at a revision that exists."
            : " Restore its file, or name a revision that exists.";
      if (unknownFile !== undefined) {
        const file = unknownFile.slice(unknownFile.lastIndexOf("/") + 1);
        const message = `${what}, as far as they can be read: ${file} may declare it. If it does not, every Alembic command on this directory fails.${hint}`;
        const code = attribute === "down_revision" ? "missing-parent-revision" : "missing-dependency";
        report(header, attribute, code, message, { reference, suggestions, severity: "information" });
        return;
      }
      const label = attribute === "down_revision" && labels.has(reference);
      const extra = label ? " It is a branch label; down_revision must be a full revision id." : "";
      const code = attribute === "down_revision" ? "missing-parent-revision" : "missing-dependency";
      const message = `${what}, so every Alembic command on this directory fails.${extra}${hint}`;
      report(header, attribute, code, message, { reference, suggestions });
    },
    selfLoop(header, attribute) {
      const code = attribute === "down_revision" ? "revision-self-loop" : "dependency-self-loop";
      const message = `Revision ${header.revision} names itself in ${attribute}, so Alembic refuses to load the directory.`;
      report(header, attribute, code, message);
    },
    cycle(members, attribute, failure) {
      const code = attribute === "down_revision" ? "revision-cycle" : "dependency-cycle";
      const shown = members.slice(0, 8).map((it) => it.revision);
      const list =
        members.length > shown.length
          ? `${shown.join(", ")} and ${members.length - shown.length} more`
          : shown.join(", ");
      const way = attribute === "down_revision" ? "down_revision" : "down_revision and depends_on";
      const effect =
        failure !== null
          ? "so Alembic refuses to load the directory"
          : "which Alembic overlooks here: no order can satisfy them, and it may run them in a wrong one or never end";
      for (const header of members) {
        const message = `Revisions ${list} lead back to themselves through ${way}, ${effect}.`;
        const others = members.slice(0, named).filter((it) => it !== header);
        report(header, attribute, code, message, { otherFiles: others.map((it) => it.file) });
      }
    },
    severalHeads(heads, label) {
      for (const header of heads) {
        const others = heads.slice(0, named).filter((it) => it !== header);
        const target = label === null ? "head" : `${label}@head`;
        const isCertain = unknownFile === undefined && !mayHaveMoreParents;
        const subject = isCertain ? "Revision" : "As far as the files can be read, revision";
        const message = `${subject} ${header.revision} is one of ${heads.length} heads${label === null ? "" : ` of branch "${label}"`}, so "alembic upgrade ${target}" is refused. Merge them, or put one on top of the other.`;
        const otherFiles = others.map((it) => it.file);
        const suggestions = others.map((it) => it.revision);
        report(header, "revision", "multiple-heads", message, {
          severity: isCertain ? "warning" : "information",
          otherFiles,
          suggestions,
        });
      }
    },
    severalBases(bases) {
      for (const header of bases) {
        const message = `Revision ${header.revision} has no down_revision, and ${bases.length} revisions without a branch label begin that way: these are separate histories, and "head" alone means none of them. If that is not meant, set down_revision; if it is, give each of them a branch label, by which commands can name it.`;
        const otherFiles = bases.slice(0, named).filter((it) => it !== header);
        report(header, "down_revision", "multiple-bases", message, {
          severity: "information",
          otherFiles: otherFiles.map((it) => it.file),
        });
      }
    },
  };
}

/** Characters of the id that Alembic does not allow in one, sorted. */
export function forbiddenCharacters(id: string): readonly string[] {
  return /[-+:@]/.test(id) ? forbidden.filter((it) => id.includes(it)) : [];
}
