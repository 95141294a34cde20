import { buildGraph } from "../graph/build-graph.ts";
import type { RevisionGraph, RevisionHeader } from "../graph/revision-graph.ts";
import type { MigrationFile } from "../migration/migration-file.ts";
import { readMigration } from "../migration/read-migration.ts";
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

interface ReadMemo {
  readonly result: ReadFile;
  readonly roots: readonly string[];
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
  /** Reads a file; `roots` are the folders in which Python finds the project's modules. */
  read(file: SourceFile, roots: readonly string[]): ReadFile | null;
  /** The reading if it is remembered, without doing any work. */
  remembered(file: SourceFile): ReadFile | null;
  /** The graph of a project; the former one, itself, when all headers are the same. */
  graph(project: string, headers: readonly RevisionHeader[]): RevisionGraph;
  /** Forgets the graphs of projects that are gone. */
  keepProjects(ids: ReadonlySet<string>): void;
}

export function createEngine(modules: ModuleSources): Engine {
  const reads = new WeakMap<SourceFile, ReadMemo>();
  const graphs = new Map<string, { readonly headers: readonly RevisionHeader[]; readonly graph: RevisionGraph }>();
  const counters: Counters = { parsed: 0, graphsBuilt: 0, linted: 0 };

  const isCurrent = (memo: ReadMemo, roots: readonly string[]): boolean => {
    if (memo.asked.length === 0) return true;
    if (memo.roots !== roots) return false;
    if (memo.generation === modules.generation) return true;
    if (memo.asked.some((it) => modules.find(it.name, it.level, it.from, roots)?.module !== it.module)) return false;
    memo.generation = modules.generation;
    return true;
  };

  return {
    counters,
    read(file, roots) {
      if (!file.content.ok) return null;
      const memo = reads.get(file);
      if (memo !== undefined && isCurrent(memo, roots)) return memo.result;
      const asked: ReadMemo["asked"][number][] = [];
      counters.parsed++;
      const migration = readMigration(file.path, file.text, {
        sourceModule: (name, level, fromFile) => {
          const from = fromFile ?? file.path;
          const found = modules.find(name, level, from, roots);
          asked.push({ name, level, from, module: found?.module });
          return found;
        },
      });
      const previous = memo?.result.header ?? file.previousHeader;
      const result = { migration, ...readHeader(migration, previous) };
      reads.set(file, { result, roots, asked, generation: modules.generation });
      return result;
    },
    remembered: (file) => reads.get(file)?.result ?? null,
    graph(project, headers) {
      const memo = graphs.get(project);
      if (
        memo !== undefined &&
        memo.headers.length === headers.length &&
        memo.headers.every((it, i) => it === headers[i])
      ) {
        return memo.graph;
      }
      counters.graphsBuilt++;
      const graph = buildGraph(headers);
      graphs.set(project, { headers, graph });
      return graph;
    },
    keepProjects(ids) {
      for (const id of [...graphs.keys()]) if (!ids.has(id)) graphs.delete(id);
    },
  };
}
