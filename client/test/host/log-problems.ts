import { copyFileSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/**
 * Lines in VS Code's logs that tell of an exception of ours, or that ours caused. `dataFolder` is what holds `logs`.
 * An extension that fails shows up in the log of its extension host, and its own log channels lie beside it.
 */
export function logProblems(dataFolder: string): readonly string[] {
  const problems: string[] = [];
  for (const file of globSync("**/*.log", { cwd: dataFolder })) {
    const isOurs = /limbeck/i.test(file);
    let since: string | undefined;
    for (const written of readFileSync(join(dataFolder, file), "utf8").split("\n")) {
      // VS Code's own files lie in a folder of the cache that has our name; its own exceptions are not ours.
      const line = written.replaceAll(/[^\s(]*[\\/]limbeck[\\/]host[\\/][^\s)]*/g, "VS Code");
      const isEntry = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(line);
      if (isEntry) since = line;
      // Questions that are open when the window closes end as cancelled.
      const isBad = isEntry && /\[error\]/.test(line) && !/: Canceled$/.test(line.trim());
      const names = /limbeck/i.test(line);
      // In our own channels an [error] may be a migration's; an exception has a stack.
      const isStack = /^\s+at .*(limbeck|extension\.cjs|server\.cjs)/.test(line);
      if (isStack || (isBad && names && !isOurs) || /unhandled|uncaught/i.test(line)) {
        const text = `${file}: ${since !== undefined && since !== line ? `${since} … ` : ""}${line.trim()}`;
        if (names || isOurs || isStack) problems.push(text);
      }
    }
  }
  return problems;
}

/** Keeps the logs of the extension host and of the extension, to be read when a test has failed. */
export function keepLogs(dataFolder: string, to: string): void {
  for (const file of globSync("**/*.log", { cwd: dataFolder })) {
    if (/limbeck|exthost/i.test(file)) copyFileSync(join(dataFolder, file), join(to, basename(file)));
  }
}
