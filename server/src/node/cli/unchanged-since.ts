import { baseName, directoryOf } from "../../project/paths.ts";
import type { SourceFile } from "../../service/source-file.ts";
import { commitOf, git } from "./git.ts";

/** Which of these files a git reference has with the same content. Throws UsageError as `revisionsOnBranch` does. */
export async function unchangedSince(
  files: readonly SourceFile[],
  reference: string,
): Promise<(file: SourceFile) => boolean> {
  const same = new Set<SourceFile>();
  for (const file of files) {
    const folder = directoryOf(file.path);
    const name = baseName(file.path);
    const commit = await commitOf(folder, reference);
    const listing = await git(
      folder,
      ["ls-tree", "-z", "--name-only", commit, "--", name],
      `git cannot list ${reference}`,
    );
    if (!listing.split("\0").includes(name)) continue;
    const text = await git(folder, ["show", `${commit}:./${name}`], `git cannot read ${name} of ${reference}`);
    if (text.replace(/^\ufeff/, "") === file.text) same.add(file);
  }
  return (file) => same.has(file);
}
