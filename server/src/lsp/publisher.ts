import type { Snapshot } from "../service/snapshot.ts";
import type { SourceFile } from "../service/source-file.ts";
import type { DiagnosticReport } from "./diagnostic-reports.ts";
import type { Session } from "./session.ts";

/** Brings diagnostics to the client, by either way that the protocol has. */
export interface Publisher {
  /** The report of a file may be new. */
  offer(snapshot: Snapshot, file: SourceFile, report: DiagnosticReport): void;
  /** All files have been offered; what is not among them is gone. */
  settled(snapshot: Snapshot): void;
  dispose(): void;
}

/** Pushes what is new with `textDocument/publishDiagnostics`; a file that is gone gets an empty list. */
export function createPushPublisher(session: Session): Publisher {
  const sent = new Map<string, string>();
  const send = (path: string, report: DiagnosticReport, version: number | undefined): void => {
    const uri = session.toUri(path);
    void session.connection.sendDiagnostics({ uri, version, diagnostics: [...report.items] }).catch((error) => {
      session.logError("Publishing diagnostics failed", error);
    });
  };
  return {
    offer(_snapshot, file, report) {
      if (sent.get(file.path) === report.resultId) return;
      if (!sent.has(file.path) && report.items.length === 0) return;
      sent.set(file.path, report.resultId);
      send(file.path, report, session.document(file.path)?.version);
    },
    settled(snapshot) {
      const present = new Set(snapshot.checked.map((it) => it.path));
      for (const path of [...sent.keys()]) {
        if (present.has(path)) continue;
        sent.delete(path);
        send(path, { resultId: "", items: [] }, undefined);
      }
    },
    dispose() {},
  };
}
