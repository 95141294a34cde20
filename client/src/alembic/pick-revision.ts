import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import type { Ctx } from "../ctx.ts";
import type { PickItem } from "../ui.ts";

/** Lets the person choose one of `revisions`, newest first as they come. Undefined when nothing was chosen. */
export async function pickRevision(
  ctx: Ctx,
  question: { readonly title: string; readonly placeholder: string; readonly revisions: readonly RevisionInfo[] },
): Promise<RevisionInfo | undefined> {
  const items = question.revisions.map((it) => revisionItem(it));
  return ctx.ui.pick({ title: question.title, placeholder: question.placeholder, items });
}

export function revisionItem(revision: RevisionInfo): PickItem<RevisionInfo> {
  const marks = [
    ...revision.branchLabels,
    ...(revision.isHead ? ["head"] : []),
    ...(revision.isBranchPoint ? ["branch point"] : []),
    ...(revision.isMergePoint ? ["merge"] : []),
  ];
  return {
    label: revision.message === "" ? revision.revision : revision.message,
    description: [revision.revision, ...marks].join(" · "),
    detail: revision.createDate ?? undefined,
    value: revision,
  };
}
