import type { PreviewParams } from "../../../server/src/lsp/protocol.ts";
import type { CommandArgument } from "../alembic/ready.ts";

/** What commands do with the preview beside the editor. */
export interface PreviewControl {
  /** Opens it for a revision, or for the migration in the editor. */
  readonly show: (argument: CommandArgument) => Promise<void>;
  readonly switchDirection: () => void;
  readonly chooseScope: (scope: PreviewParams["scope"]) => void;
  /** What is previewed now, for questions about it; null when nothing is. */
  readonly target: () =>
    | (Pick<PreviewParams, "uri" | "direction" | "scope"> & { readonly project: string | null })
    | null;
  /** The script without comments; null when there is none. */
  readonly sql: () => { readonly text: string; readonly complete: boolean } | null;
  /** From the statement at the cursor to its operation. */
  readonly goToOperation: () => Promise<void>;
}
