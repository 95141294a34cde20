import { buildGraph } from "../graph/build-graph.ts";
import type { HeaderlessFile, RevisionGraph, RevisionHeader } from "../graph/revision-graph.ts";
import type { MigrationEnvironment } from "../migration/migration-environment.ts";
import type { MigrationFile } from "../migration/migration-file.ts";
import { readMigration } from "../migration/read-migration.ts";
import { directoryOf, isInside } from "../project/paths.ts";
import type { PyModule } from "../python/syntax.ts";
import type { ModuleSources } from "./module-sources.ts";
import { type HeaderInUse, readHeader } from "./read-header.ts";
import type { SourceFile } from "./source-file.ts";

/** One file as read. `header` is what the graph is built from: the last good one while the header is being typed. */
export interface ReadFile extends HeaderInUse {
  readonly migration: MigrationFile;
}

/** Counts how often each phase really ran. */
export interface Counters {
  parsed: number;
  graphsBuilt: number;
  linted: number;
}

/** What a project gives to the reading of its files. */
export interface ReadingPlace {
  /** The folders in which Python finds the project's modules. */
  readonly roots: readonly string[];
  readonly environment: MigrationEnvironment;
}

interface ReadMemo {
  readonly result: ReadFile;
  readonly place: ReadingPlace;
  /** Texts of other files that were asked for. */
  readonly texts: readonly { readonly path: string; readonly text: string | undefined }[];
  readonly asked: readonly {
    readonly name: string;
    readonly level: number;
    readonly from: string;
    readonly module: PyModule | undefined;
  }[];
  generation: number;
}

/**
 * The phases and their memory. Everything is keyed by content: a file's reading by its state and the modules that it imports, the graph by
 * the list of headers. Nothing is ever invalidated by hand.
 */
export interface Engine {
  readonly counters: Counters;
  read(file: SourceFile, place: ReadingPlace): ReadFile | null;
  /** The migration as a run with a connection goes through it; the same reading where that makes no difference. */
  readOnline(file: SourceFile, place: ReadingPlace): MigrationFile | null;
  /** The reading if it is remembered, without doing any work. */
  remembered(file: SourceFile): ReadFile | null;
  /** The graph of a project; the former one, itself, when all headers are the same. */
  graph(project: string, headers: readonly RevisionHeader[], headerless: readonly HeaderlessFile[]): RevisionGraph;
  /** Forgets the graphs of projects that are gone. */
  keepProjects(ids: ReadonlySet<string>): void;
}

interface GraphMemo {
  readonly headers: readonly RevisionHeader[];
  readonly headerless: readonly HeaderlessFile[];
  readonly graph: RevisionGraph;
}

export function createEngine(modules: ModuleSources): Engine {
  /** By what of the project's environment the file can ask for: nothing for nearly all files. */
  const readsBy = new Map<string, WeakMap<SourceFile, ReadMemo>>();
  const onlineReads = new WeakMap<ReadFile, MigrationFile>();
  const graphs = new Map<string, GraphMemo>();
  const counters: Counters = { parsed: 0, graphsBuilt: 0, linted: 0 };

  const isCurrent = (memo: ReadMemo, place: ReadingPlace): boolean => {
    if (memo.asked.length + memo.texts.length === 0) return true;
    const { roots } = place;
    if (memo.place.roots !== roots) return false;
    if (memo.generation === modules.generation) return true;
    if (memo.asked.some((it) => modules.find(it.name, it.level, it.from, roots)?.module !== it.module)) return false;
    if (memo.texts.some((it) => modules.text(it.path) !== it.text)) return false;
    memo.generation = modules.generation;
    return true;
  };

  const readsOf = (file: SourceFile, { environment }: ReadingPlace): WeakMap<SourceFile, ReadMemo> => {
    // Looking a file up is much cheaper than looking through its text, and it is asked for again and again.
    const plain = readsBy.get("");
    if (plain?.has(file) === true) return plain;
    const key = file.text.includes("version_table_schema") ? JSON.stringify(environment) : "";
    const known = readsBy.get(key);
    if (known !== undefined) return known;
    const made = new WeakMap<SourceFile, ReadMemo>();
    readsBy.set(key, made);
    return made;
  };

  const textOf = (file: SourceFile, place: ReadingPlace, path: string): string | undefined => {
    const isOurs = [directoryOf(file.path), ...place.roots].some((it) => isInside(it, path));
    // Hidden files hold settings and secrets, not SQL.
    return isOurs && !path.includes("/.") ? modules.text(path) : undefined;
  };

  const read = (file: SourceFile, place: ReadingPlace): ReadFile | null => {
    if (!file.content.ok) return null;
    const reads = readsOf(file, place);
    const memo = reads.get(file);
    if (memo !== undefined && isCurrent(memo, place)) return memo.result;
    const asked: ReadMemo["asked"][number][] = [];
    const texts: ReadMemo["texts"][number][] = [];
    counters.parsed++;
    const migration = readMigration(file.path, file.text, {
      environment: place.environment,
      sourceText(path) {
        const text = textOf(file, place, path);
        texts.push({ path, text });
        return text;
      },
      sourceModule: (name, level, fromFile) => {
        const from = fromFile ?? file.path;
        const found = modules.find(name, level, from, place.roots);
        asked.push({ name, level, from, module: found?.module });
        return found;
      },
    });
    const previous = memo?.result.header ?? file.previousHeader;
    const result = { migration, ...readHeader(migration, previous) };
    reads.set(file, { result, place, asked, texts, generation: modules.generation });
    return result;
  };

  return {
    counters,
    read,
    readOnline(file, place) {
      const offline = read(file, place);
      if (offline === null) return null;
      if (!offline.migration.asksForMode) return offline.migration;
      const known = onlineReads.get(offline);
      if (known !== undefined) return known;
      counters.parsed++;
      const migration = readMigration(file.path, file.text, {
        mode: "online",
        module: offline.migration.module,
        environment: place.environment,
        sourceText: (path) => textOf(file, place, path),
        sourceModule: (name, level, fromFile) => modules.find(name, level, fromFile ?? file.path, place.roots),
      });
      onlineReads.set(offline, migration);
      return migration;
    },
    remembered(file) {
      for (const reads of readsBy.values()) {
        const memo = reads.get(file);
        if (memo !== undefined) return memo.result;
      }
      return null;
    },
    graph(project, headers, headerless) {
      const memo = graphs.get(project);
      if (
        memo !== undefined &&
        memo.headers.length === headers.length &&
        memo.headerless.length === headerless.length &&
        memo.headers.every((it, i) => it === headers[i]) &&
        memo.headerless.every((it, i) => sameHeaderless(it, headerless[i] as HeaderlessFile))
      ) {
        return memo.graph;
      }
      counters.graphsBuilt++;
      const graph = buildGraph(headers, headerless);
      graphs.set(project, { headers, headerless, graph });
      return graph;
    },
    keepProjects(ids) {
      for (const id of [...graphs.keys()]) if (!ids.has(id)) graphs.delete(id);
    },
  };
}

function sameHeaderless(a: HeaderlessFile, b: HeaderlessFile): boolean {
  return a.file === b.file && a.before === b.before && a.kind === b.kind && a.message === b.message;
}
