import type { FileSystem } from "../service/file-system.ts";
import type { Moment } from "../service/new-revision/create-date.ts";
import type { WorkspaceEdge } from "../service/workspace.ts";

/** What the language server needs of the place that it runs in: Node, a web worker, or a test. */
export interface Runtime {
  /** Version of Limbeck. */
  readonly version: string;
  readonly files: FileSystem;
  /** Loads what must be loaded before the first analysis (PostgreSQL's parser). Rejects when that is not possible. */
  loadEdge(): Promise<WorkspaceEdge>;
  /** The path under which the service knows a document: absolute, with `/`. Any text for a URI that is not a file. */
  toPath(uri: string): string;
  toUri(path: string): string;
  /** Calls `run` after `milliseconds`; the answer cancels it. */
  later(milliseconds: number, run: () => void): () => void;
  /** Lets other events through. */
  yield(): Promise<void>;
  /** 12 random lower-case hexadecimal digits. */
  newRevisionId(): string;
  /** The date and the local time. */
  moment(): Moment;
  /** Milliseconds of a clock that only moves forward. */
  now(): number;
}
