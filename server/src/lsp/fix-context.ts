import { type ClientCapabilities, ResourceOperationKind } from "vscode-languageserver";
import type { FixContext } from "../service/fix-context.ts";
import { type LimbeckCapabilities, mergeHeadsCommand } from "./protocol.ts";
import type { Runtime } from "./runtime.ts";

/** What fixes may use: the runtime's chance and clock, and what the client says that it can do to files. */
export function fixContext(runtime: Runtime, capabilities: ClientCapabilities): FixContext {
  const edit = capabilities.workspace?.workspaceEdit;
  const can = (kind: ResourceOperationKind): boolean =>
    edit?.documentChanges === true && edit.resourceOperations?.includes(kind) === true;
  return {
    newRevisionId: runtime.newRevisionId,
    now: runtime.moment,
    canCreateFiles: can(ResourceOperationKind.Create),
    canRenameFiles: can(ResourceOperationKind.Rename),
    canRunAlembic: ownCapabilities(capabilities).commands?.includes(mergeHeadsCommand) === true,
  };
}

/** What our own client says beside the protocol's capabilities; nothing of another one. */
function ownCapabilities({ experimental }: ClientCapabilities): Partial<LimbeckCapabilities> {
  const given = (experimental as { readonly limbeck?: Partial<LimbeckCapabilities> } | null | undefined)?.limbeck;
  return Array.isArray(given?.commands) ? given : {};
}
