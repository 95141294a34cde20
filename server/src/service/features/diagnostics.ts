import type { Position } from "../../base/line-index.ts";
import type { Span } from "../../base/span.ts";
import type { GraphProblem } from "../../graph/revision-graph.ts";
import type { Finding, Severity } from "../../lint/finding.ts";
import type { HeaderAttribute, MigrationFile } from "../../migration/migration-file.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { headerProblems } from "./header-problems.ts";

/** One remark about a place of a file, whoever makes it. */
export interface FileDiagnostic {
  readonly span: Span;
  readonly severity: Severity;
  /** Id of the rule or of the problem. */
  readonly code: string;
  /** A rule's finding has a page of documentation and fixes. */
  readonly finding: Finding | null;
  /** Set for a problem of the chain, which has fixes too (graph-fixes.ts). */
  readonly problem: GraphProblem | null;
  /** What happens; one sentence or more. */
  readonly message: string;
  /** Why it matters and what to do; may be empty. */
  readonly help: string;
  /** Files that take part. */
  readonly related: readonly { readonly path: string; readonly span: Span; readonly message: string }[];
}

/**
 * Everything to say about one file: what keeps it from being read, what is wrong with its place in the chain, and the findings of the rules,
 * in the order of the file. `what` of the configuration decides for which files the rules are asked; problems are always said.
 */
export function fileDiagnostics(snapshot: Snapshot, file: SourceFile): readonly FileDiagnostic[] {
  if (snapshot.environment.includes(file)) return environmentDiagnostics(snapshot, file);
  const read = snapshot.read(file);
  if (read === null) return [unreadable(file)];
  const project = snapshot.projectOf(file);
  const result: FileDiagnostic[] = [];
  for (const it of read.migration.problems) {
    result.push(problem(it.code, it.message, it.span ?? firstLine(file), "error"));
  }
  if (project !== null) {
    if (read.missing !== null && read.header === null && read.migration.module.errors.length === 0) {
      const severity = read.missing.reason === "no-revision" ? "error" : "information";
      result.push(problem(read.missing.reason, read.missing.message, firstLine(file), severity));
    }
    for (const it of project.graph.problems) {
      if (it.file === file.path) result.push(placed(it, file, read.migration, project));
    }
    for (const it of headerProblems(project, read)) {
      result.push(problem(it.code, it.message, it.span ?? firstLine(file), "hint"));
    }
  }
  if (isLinted(snapshot, file, project, read.header?.revision ?? null)) {
    const findings = [...snapshot.lint(file).findings, ...snapshot.projectFindings(file).findings];
    result.push(...findings.map(ofFinding));
  }
  return result.sort((a, b) => a.span.start - b.span.start);
}

/** env.py and the configuration: only rules speak of them. */
function environmentDiagnostics(snapshot: Snapshot, file: SourceFile): readonly FileDiagnostic[] {
  const projects = snapshot.projects.filter((it) => it.environment.includes(file));
  const isAsked = snapshot.isOpen(file) || projects.some((it) => it.lint.what !== "open");
  return isAsked ? snapshot.projectFindings(file).findings.map(ofFinding) : [];
}

function ofFinding(finding: Finding): FileDiagnostic {
  const { span, severity, rule: code, message, help } = finding;
  return { span, severity, code, finding, problem: null, message, help, related: [] };
}

function isLinted(
  snapshot: Snapshot,
  file: SourceFile,
  project: ProjectSnapshot | null,
  revision: string | null,
): boolean {
  if (project === null || snapshot.isOpen(file) || project.lint.what === "all") return true;
  if (project.lint.what === "open") return false;
  return project.applied === null || revision === null || !project.applied.has(revision);
}

function problem(code: string, message: string, span: Span, severity: Severity): FileDiagnostic {
  return { span, severity, code, finding: null, problem: null, message, help: "", related: [] };
}

function unreadable(file: SourceFile): FileDiagnostic {
  const { content } = file;
  // Alembic loads compiled files, except .pyo.
  const isLoaded = !content.ok && content.reason === "bytecode" && !file.path.endsWith(".pyo");
  const message = content.ok ? "" : content.message;
  return problem("unreadable-file", message, { start: 0, end: 0 }, isLoaded ? "information" : "error");
}

function firstLine(file: SourceFile): Span {
  const newline = file.text.search(/[\r\n]/);
  return { start: 0, end: newline === -1 ? file.text.length : newline };
}

/** Puts a problem of the graph at the id that is wrong, else at the attribute, else on the first line. */
function placed(
  it: GraphProblem,
  file: SourceFile,
  migration: MigrationFile,
  project: ProjectSnapshot,
): FileDiagnostic {
  return {
    ...problem(it.code, it.message, graphProblemSpan(it, migration) ?? firstLine(file), it.severity),
    problem: it,
    related: it.otherFiles.flatMap((path) => {
      const other = project.files.find((candidate) => candidate.path === path);
      return other === undefined ? [] : [{ path, span: firstLine(other), message: "Takes part in it." }];
    }),
  };
}

/** Line and character (from 0) of a problem of the graph. */
export function graphProblemPlace(snapshot: Snapshot, project: ProjectSnapshot, it: GraphProblem): Position {
  const file = project.files.find((candidate) => candidate.path === it.file);
  const read = file === undefined ? null : snapshot.read(file);
  if (file === undefined || read === null) return { line: 0, character: 0 };
  return file.lines.position((graphProblemSpan(it, read.migration) ?? firstLine(file)).start);
}

function graphProblemSpan(it: GraphProblem, { header }: MigrationFile): Span | null {
  const inList = (
    attribute: HeaderAttribute<readonly { readonly text: string; readonly span: Span }[]> | null,
  ): Span | null => {
    if (attribute === null) return null;
    const reference = attribute.value.known
      ? attribute.value.value.find(({ text }) => text === it.reference)
      : undefined;
    return reference?.span ?? attribute.valueSpan;
  };
  switch (it.attribute) {
    case "revision":
      return header.revision?.valueSpan ?? null;
    case "down_revision":
      return inList(header.downRevision);
    case "depends_on":
      return inList(header.dependsOn);
    case "branch_labels":
      return inList(header.branchLabels);
  }
}
