import { FileChangeType } from "vscode-languageserver";
import { effectOfChange } from "../service/effect-of-change.ts";
import { readVersionFile } from "../service/version-files.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Session } from "./session.ts";

/** What the client is asked to watch. */
export const watchedGlobs: readonly string[] = [
  "**/*.{py,pyc,pyo}",
  "**/*.{ini,toml,lock,mako,sql,json}",
  "**/*requirements*.{txt,in}",
  "**/requirements/*.{txt,in}",
];

/** Brings what changed on the disk into the workspace: one file, the lists of version files, or everything. */
export function handleWatchedFiles(session: Session, scheduler: () => Scheduler): void {
  const { connection, runtime } = session;
  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    await session.ready;
    try {
      for (const { uri, type } of changes) await changedOnDisk(runtime.toPath(uri), type);
    } catch (error) {
      session.logError("Following a change on disk failed", error);
    }
  });

  async function changedOnDisk(path: string, type: FileChangeType): Promise<void> {
    const workspace = session.workspace();
    const change =
      type === FileChangeType.Created ? "created" : type === FileChangeType.Deleted ? "deleted" : "changed";
    switch (effectOfChange(workspace, path, change)) {
      case "nothing":
        return;
      case "read":
        workspace.setFile(path, await readVersionFile(runtime.files, path));
        scheduler().changed();
        return;
      case "relist":
        scheduler().relist();
        return;
      case "reload":
        scheduler().reload();
        return;
    }
  }
}
