import { readMigration } from "../../migration/read-migration.ts";
import { directoryOf, isInside } from "../../project/paths.ts";
import type { Snapshot } from "../../service/snapshot.ts";
import type { SourceFile } from "../../service/source-file.ts";
import { commitOf, git } from "./git.ts";

/**
 * Which version files hold revisions that a git reference already has: those whose path is in its tree, and those that were renamed since. Throws UsageError when a file lies in no
 * repository, git is not there, or the reference names no commit.
 */
export async function revisionsOnBranch(snapshot: Snapshot, reference: string): Promise<(file: SourceFile) => boolean> {
  const known = new Set<string>();
  const revisions = new Set<string>();
  const folders = new Set(snapshot.files.map((it) => directoryOf(it.path)));
  for (const folder of folders) {
    const root = (await git(folder, ["rev-parse", "--show-toplevel"], "--base needs a git repository")).trim();
    const commit = await commitOf(folder, reference);
    // Paths come relative to the folder, and with -z they are not quoted.
    const listing = await git(
      folder,
      ["ls-tree", "-z", "--name-only", commit, "--", "."],
      `git cannot list ${reference}`,
    );
    for (const name of listing.split("\0").filter((it) => it.endsWith(".py"))) {
      const path = `${folder}/${name}`;
      known.add(path);
      if (snapshot.file(path) !== undefined || !isInside(root, folder)) continue;
      const text = await git(folder, ["show", `${commit}:./${name}`], `git cannot read ${name} of ${reference}`);
      const revision = readMigration(path, text).header.revision?.value;
      if (revision?.known === true) revisions.add(revision.value);
    }
  }
  return (file) => known.has(file.path) || revisions.has(snapshot.read(file)?.header?.revision ?? "");
}
