import type { RevisionHeader } from "../graph/revision-graph.ts";
import type { FileNaming } from "./new-revision/revision-file-name.ts";

/** Below so many files there is no custom yet. */
const enough = 5;
/** Of all files; some are always named by hand. */
const most = 0.8;

/** True when nearly all files of a project have a name that `file_template` gives to their revision. */
export function followsFileTemplate(isNamedSo: FileNaming, headers: readonly RevisionHeader[]): boolean {
  if (headers.length < enough) return false;
  const following = headers.filter((it) => isNamedSo(it.file, it.revision));
  return following.length >= headers.length * most;
}
