import type { HeaderlessFile, RevisionHeader } from "../graph/revision-graph.ts";
import type { LintConfig } from "../lint/lint-config.ts";
import type { ProjectFindings } from "../lint/lint-project.ts";
import type { ProjectFacts } from "../lint/project-facts.ts";
import type { AnalysisConfig } from "../project/project-config.ts";
import type { ReadFile, ReadingPlace } from "./engine.ts";
import { followsFileTemplate } from "./follows-file-template.ts";
import { headerlessFile, unknownFilesNote } from "./headerless-file.ts";
import type { FileNaming } from "./new-revision/revision-file-name.ts";
import type { ProjectSource } from "./project-source.ts";
import type { ProjectSnapshot } from "./snapshot.ts";
import type { SourceFile } from "./source-file.ts";
import type { VersionFacts } from "./version-facts.ts";
import { isVersionFile } from "./version-files.ts";

/** What is known of a project besides its version files, since its configuration was read last. */
export interface ProjectState {
  readonly id: string;
  readonly source: ProjectSource;
  readonly place: ReadingPlace;
  readonly analysis: AnalysisConfig;
  readonly versions: VersionFacts;
  readonly lint: LintConfig;
  readonly facts: ProjectFacts;
  readonly problems: readonly string[];
  /** `file_template`, read once. */
  readonly naming: FileNaming | null;
}

export interface ProjectParts {
  readonly files: readonly SourceFile[];
  readonly read: (file: SourceFile) => ReadFile | null;
  readonly graph: (
    headers: ProjectSnapshot["headers"],
    headerless: ProjectSnapshot["headerless"],
  ) => ProjectSnapshot["graph"];
  readonly applied: ReadonlySet<string> | null;
  readonly environment: readonly SourceFile[];
  readonly lint: (graph: ProjectSnapshot["graph"]) => ProjectFindings;
}

/** One project of a snapshot; what nobody asks for is not computed. */
export function projectSnapshot(state: ProjectState, parts: ProjectParts): ProjectSnapshot {
  let readings: Readings | undefined;
  let graph: ProjectSnapshot["graph"] | undefined;
  let byPath: ReadonlyMap<string, SourceFile> | undefined;
  let naming: FileNaming | null | undefined;
  let findings: ProjectFindings | undefined;
  const snapshot: ProjectSnapshot = {
    id: state.id,
    config: state.source.config,
    analysis: state.analysis,
    versions: state.versions,
    lint: state.lint,
    get problems() {
      const note = unknownFilesNote(snapshot.headerless);
      return note === null ? state.problems : [...state.problems, note];
    },
    files: parts.files,
    environment: parts.environment,
    get findings() {
      findings ??= parts.lint(snapshot.graph);
      return findings;
    },
    get headers() {
      readings ??= readAll(parts.files, parts.read);
      return readings.headers;
    },
    get headerless() {
      readings ??= readAll(parts.files, parts.read);
      return readings.headerless;
    },
    get graph() {
      graph ??= parts.graph(snapshot.headers, snapshot.headerless);
      return graph;
    },
    fileOf(revision) {
      byPath ??= new Map(parts.files.map((it) => [it.path, it]));
      const path = snapshot.graph.revisions.get(revision)?.file;
      return path === undefined ? undefined : byPath.get(path);
    },
    template: state.source.template,
    get fileNaming() {
      if (naming === undefined) {
        naming = state.naming !== null && followsFileTemplate(state.naming, snapshot.headers) ? state.naming : null;
      }
      return naming;
    },
    applied: parts.applied,
    schemas: new Map(),
  };
  return snapshot;
}

type Readings = Pick<ProjectSnapshot, "headers" | "headerless">;

function readAll(files: readonly SourceFile[], read: (file: SourceFile) => ReadFile | null): Readings {
  const headers: RevisionHeader[] = [];
  const headerless: HeaderlessFile[] = [];
  for (const file of files) {
    const result = read(file);
    if (result !== null && result.header !== null) headers.push(result.header);
    else {
      const without = headerlessFile(file, result, headers.length);
      if (without !== null) headerless.push(without);
    }
  }
  return { headers, headerless };
}

/** The version files of a project; new documents that are not on the disk yet stand at the end. */
export function pathsOf(
  state: ProjectState,
  files: ReadonlyMap<string, SourceFile>,
  open: ReadonlySet<string>,
): readonly string[] {
  const listed = state.source.files.filter((it) => files.has(it));
  const known = new Set(listed);
  return [...listed, ...[...open].filter((it) => !known.has(it) && isVersionFile(state.source.config, it))];
}
