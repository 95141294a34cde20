import { closestNames } from "../../graph/closest-names.ts";
import { resolveTarget } from "../../graph/resolve-target.ts";
import type { Severity } from "../../lint/finding.ts";
import { rules } from "../../lint/rules/index.ts";
import { isInside } from "../../project/paths.ts";
import { databaseState } from "../../service/features/database-state.ts";
import { fileDiagnostics } from "../../service/features/diagnostics.ts";
import type { ProjectSnapshot, Snapshot } from "../../service/snapshot.ts";
import type { SourceFile } from "../../service/source-file.ts";
import { checkGithub } from "./check-github.ts";
import { checkJson } from "./check-json.ts";
import { checkMarkdown } from "./check-markdown.ts";
import { checkSarif } from "./check-sarif.ts";
import { checkText } from "./check-text.ts";
import type { ExitCode, Io } from "./io.ts";
import { type LoadProjectsOptions, loadProjects } from "./load-projects.ts";
import { projectFailures } from "./project-failures.ts";
import { revisionsOnBranch } from "./revisions-on-branch.ts";
import { unchangedSince } from "./unchanged-since.ts";
import { UsageError } from "./usage-error.ts";

export const checkFormats = ["text", "json", "sarif", "github", "markdown"] as const;
export type CheckFormat = (typeof checkFormats)[number];

export interface CheckOptions extends Pick<LoadProjectsOptions, "io" | "paths" | "config" | "section" | "versions"> {
  readonly format: CheckFormat;
  readonly failOn: Severity | "never";
  readonly since: string | undefined;
  /** A git reference: only revisions that it does not have. */
  readonly base: string | undefined;
  /** Rule ids and groups; empty: as configured. */
  readonly select: readonly string[];
  readonly ignore: readonly string[];
}

/** One file with what is said about it. */
export interface CheckedFile {
  readonly file: SourceFile;
  readonly revision: string | null;
  readonly diagnostics: ReturnType<typeof fileDiagnostics>;
  readonly suppressed: number;
}

const order: readonly Severity[] = ["hint", "information", "warning", "error"];

/** `limbeck check`: the findings of the projects, as text or JSON on `out`. */
export async function check(options: CheckOptions): Promise<ExitCode> {
  const { io } = options;
  knownRules([...options.select, ...options.ignore]);
  const only = options.select.length === 0 ? null : options.select;
  const loaded = await loadProjects({ ...options, analyse: "findings", override: { only, ignore: options.ignore } });
  const { snapshot } = loaded;
  const broken = projectFailures(loaded.projects, io);
  const after = options.since === undefined ? null : revisionsAfter(loaded.projects, options.since);
  const isOld = options.base === undefined ? null : await revisionsOnBranch(snapshot, options.base);
  const isUnchanged = options.base === undefined ? null : await unchangedSince(snapshot.environment, options.base);
  const revisions = snapshot.files
    .filter((it) => loaded.selected.length === 0 || loaded.selected.some((path) => isInside(path, it.path)))
    .filter((it) => after === null || after(snapshot, it))
    .filter((it) => isOld === null || !isOld(it))
    .map((it) => checkFile(snapshot, it));
  const environment = snapshot.environment
    .filter((it) => loaded.selected.length === 0 || loaded.selected.some((path) => isInside(path, it.path)))
    .filter((it) => isUnchanged === null || !isUnchanged(it))
    .map((it) => checkEnvironment(snapshot, it))
    // Where nothing is said of them, they are not counted among the files.
    .filter((it) => it.diagnostics.length + it.suppressed > 0);
  const checked = [...revisions, ...environment];
  io.out(printers[options.format](checked, io));
  if (broken) return 2;
  return checked.some((it) => it.diagnostics.some((one) => reaches(one.severity, options.failOn))) ? 1 : 0;
}

const printers: Readonly<Record<CheckFormat, (checked: readonly CheckedFile[], io: Io) => string>> = {
  text: checkText,
  json: checkJson,
  sarif: checkSarif,
  github: checkGithub,
  markdown: checkMarkdown,
};

function checkFile(snapshot: Snapshot, file: SourceFile): CheckedFile {
  return {
    file,
    revision: snapshot.read(file)?.header?.revision ?? null,
    diagnostics: fileDiagnostics(snapshot, file),
    suppressed: snapshot.lint(file).suppressed.length + snapshot.projectFindings(file).suppressed.length,
  };
}

/** env.py or a configuration. */
function checkEnvironment(snapshot: Snapshot, file: SourceFile): CheckedFile {
  const { suppressed } = snapshot.projectFindings(file);
  return { file, revision: null, diagnostics: fileDiagnostics(snapshot, file), suppressed: suppressed.length };
}

function reaches(severity: Severity, threshold: Severity | "never"): boolean {
  return threshold !== "never" && order.indexOf(severity) >= order.indexOf(threshold);
}

/**
 * What a database at `since` lacks: every revision but that one and those that it descends from or depends on. `since` is a revision as
 * `alembic show` takes it: a full id or the beginning of one, a branch label, `head`. One that no project has is refused in Alembic's words.
 */
function revisionsAfter(
  projects: readonly ProjectSnapshot[],
  since: string,
): (snapshot: Snapshot, file: SourceFile) => boolean {
  const pending = new Set<string>();
  const refusals: string[] = [];
  for (const project of projects) {
    const target = resolveTarget(project.graph, { expression: since, purpose: "show", current: [] });
    if (!target.ok) refusals.push(target.failure.message);
    else for (const it of databaseState(project, target.revisions).pending) pending.add(it);
  }
  const [refusal] = refusals;
  if (refusal !== undefined && refusals.length === projects.length) throw new UsageError(refusal);
  return (snapshot, file) => pending.has(snapshot.read(file)?.header?.revision ?? "");
}

function knownRules(names: readonly string[]): void {
  const known = new Set(rules.flatMap((it) => [it.id, it.group])).add("all").add("recommended");
  for (const name of names) {
    if (known.has(name)) continue;
    const [near] = closestNames(name, [...known]);
    throw new UsageError(`There is no rule "${name}"${near === undefined ? "" : `; did you mean "${near}"`}.`);
  }
}
