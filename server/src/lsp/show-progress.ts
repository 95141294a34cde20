import type { WorkDoneProgressServerReporter } from "vscode-languageserver";
import type { Session } from "./session.ts";

/** Work that is done sooner shows nothing; milliseconds. */
const patience = 1_000;

/** Shows progress in the editor when the work takes longer than a second and the client can show it. */
export function showProgress(
  session: Pick<Session, "connection" | "runtime" | "capabilities" | "logError">,
  title: string,
): { report(done: number, total: number): void; done(): void } {
  let reporter: WorkDoneProgressServerReporter | null = null;
  let finished = false;
  let lastPercentage = -1;
  const cancel = session.runtime.later(patience, () => {
    if (session.capabilities.window?.workDoneProgress !== true) return;
    session.connection.window.createWorkDoneProgress().then(
      (created) => {
        if (finished) return;
        created.begin(title, 0);
        reporter = created;
      },
      (error: unknown) => session.logError("Showing progress failed", error),
    );
  });
  return {
    report(done, total) {
      const percentage = Math.floor((100 * done) / Math.max(total, 1));
      if (percentage === lastPercentage) return;
      lastPercentage = percentage;
      reporter?.report(percentage, `${done} of ${total} files`);
    },
    done() {
      finished = true;
      cancel();
      reporter?.done();
    },
  };
}
