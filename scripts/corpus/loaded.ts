import { resolve } from "node:path";
import { nodeFileSystem } from "../../server/src/node/file-system.ts";
import type { SqlParser } from "../../server/src/postgres/sql-parser.ts";
import { loadModules, loadWorkspace } from "../../server/src/service/load-workspace.ts";
import type { Snapshot } from "../../server/src/service/snapshot.ts";
import { createWorkspace } from "../../server/src/service/workspace.ts";

/** The projects below a folder with everything read: version files in both directions, and the modules that they import. `root` is the folder as paths name it. */
export async function loaded(
  directory: string,
  parser: SqlParser,
): Promise<{ readonly root: string; readonly snapshot: Snapshot }> {
  const root = resolve(directory).replaceAll("\\", "/");
  const workspace = createWorkspace({ parser });
  const files = nodeFileSystem();
  await loadWorkspace({ files, folders: [root], workspace });
  const readAll = async (): Promise<void> => {
    const snapshot = workspace.snapshot();
    for (const project of snapshot.projects) {
      void project.headers;
      for (const file of project.files) snapshot.read(file);
    }
  };
  await readAll();
  await loadModules(files, workspace, readAll);
  return { root, snapshot: workspace.snapshot() };
}
