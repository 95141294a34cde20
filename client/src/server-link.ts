import type {
  AppliedParams,
  AppliedResult,
  ProjectInfo,
  ResolveParams,
  ResolveResult,
  RevisionInfo,
  RevisionsParams,
  RevisionsResult,
  Statistics,
} from "../../server/src/lsp/protocol.ts";
import type { Disposable } from "./emitter.ts";

/** Our own requests to the language server. While it is not running, everything answers null. */
export interface ServerLink {
  readonly projects: () => Promise<readonly ProjectInfo[] | null>;
  readonly revisions: (params: RevisionsParams) => Promise<RevisionsResult | null>;
  readonly applied: (params: AppliedParams) => Promise<AppliedResult | null>;
  readonly resolve: (params: ResolveParams) => Promise<ResolveResult | null>;
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
