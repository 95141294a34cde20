import type { RevisionHeader } from "../graph/revision-graph.ts";
import { revisionFilePattern } from "./new-revision/revision-file-name.ts";

/** Below so many files there is no custom yet. */
const enough = 5;
/** Of all files; some are always named by hand. */
const most = 0.8;

/** True when nearly all files of a project have a name that `file_template` gives to their revision. */
export function followsFileTemplate(template: string, headers: readonly RevisionHeader[]): boolean {
  if (headers.length < enough) return false;
  const following = headers.filter((it) => revisionFilePattern(template, it.revision)?.test(it.file) === true);
  return following.length >= headers.length * most;
}
