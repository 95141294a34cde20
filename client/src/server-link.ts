import type {
  AppliedParams,
  AppliedResult,
  BodySummary,
  CompareParams,
  CompareResult,
  PreviewParams,
  PreviewResult,
  ProjectInfo,
  ResolveParams,
  ResolveResult,
  RevisionInfo,
  RevisionsParams,
  RevisionsResult,
  SchemaParams,
  SchemaResult,
  Statistics,
  SurroundingsParams,
} from "../../server/src/lsp/protocol.ts";
import type { CancelSignal } from "./alembic/run-alembic.ts";
import type { Disposable } from "./emitter.ts";

/** Our own requests to the language server. While it is not running, everything answers null. */
export interface ServerLink {
  readonly projects: () => Promise<readonly ProjectInfo[] | null>;
  readonly revisions: (params: RevisionsParams) => Promise<RevisionsResult | null>;
  readonly applied: (params: AppliedParams) => Promise<AppliedResult | null>;
  readonly resolve: (params: ResolveParams) => Promise<ResolveResult | null>;
  /** Taken back through `cancel`, or about a document that has changed meanwhile, it is "overtaken". */
  readonly preview: (
    params: PreviewParams,
    cancel: CancelSignal,
  ) => Promise<PreviewResult | null | "overtaken" | "no server">;
  /** Compares what Alembic printed with our own script of the range. */
  readonly compare: (params: CompareParams) => Promise<CompareResult | null>;
  readonly schema: (params: SchemaParams) => Promise<SchemaResult | null>;
  readonly bodies: (uri: string) => Promise<readonly BodySummary[] | null>;
  /** Tells what was learnt by asking the database or the interpreter. */
  readonly surroundings: (params: SurroundingsParams) => void;
  readonly statistics: () => Promise<Statistics | null>;
  /** Projects, revisions or findings may have changed, or the server started or stopped. */
  readonly onChanged: (listener: () => void) => Disposable;
}

const page = 1_000;

/** The whole chain, newest first: for pickers. */
export async function allRevisions(server: ServerLink, project: string): Promise<readonly RevisionInfo[]> {
  const found: RevisionInfo[] = [];
  for (;;) {
    const result = await server.revisions({ project, offset: found.length, limit: page });
    if (result === null || result.revisions.length === 0) return found;
    found.push(...result.revisions);
    if (found.length >= result.total) return found;
  }
}
