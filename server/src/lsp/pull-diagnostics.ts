import {
  DiagnosticRefreshRequest,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import { answer } from "./answer.ts";
import type { DiagnosticReport } from "./diagnostic-reports.ts";
import type { Publisher } from "./publisher.ts";
import type { Session } from "./session.ts";

/** One `workspace/diagnostic` request that is kept open: what it has told so far. */
interface Listener {
  readonly told: Map<string, string>;
  readonly pending: WorkspaceDocumentDiagnosticReport[];
  flush(): void;
}

const nothing: DiagnosticReport = { resultId: "none", items: [] };

/**
 * Answers `textDocument/diagnostic`, and keeps one `workspace/diagnostic` open and streams into it whatever changes, so that files that are not
 * open are told of at once and an idle workspace costs nothing. A change that reaches other open documents makes the client ask again.
 */
export function createPullPublisher(session: Session): Publisher {
  const { connection, runtime, reports } = session;
  const listeners = new Set<Listener>();
  const pulled = new Map<string, string>();
  const canRefresh = session.capabilities.workspace?.diagnostics?.refreshSupport === true;
  let refreshNeeded = false;

  connection.languages.diagnostics.on((params, token) =>
    answer(
      session,
      { name: "Diagnostics", token, uri: params.textDocument.uri },
      (snapshot): DocumentDiagnosticReport => {
        const path = runtime.toPath(params.textDocument.uri);
        const file = snapshot.file(path);
        const report = file !== undefined && snapshot.checked.includes(file) ? reports.report(snapshot, file) : nothing;
        pulled.set(path, report.resultId);
        if (report.resultId === params.previousResultId) {
          return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: report.resultId };
        }
        return { kind: DocumentDiagnosticReportKind.Full, resultId: report.resultId, items: [...report.items] };
      },
    ).then((result) => {
      if ("kind" in result) return result;
      throw result;
    }),
  );

  connection.languages.diagnostics.onWorkspace(async (params, token, _progress, partial) => {
    await session.ready;
    const told = new Map(params.previousResultIds.map((it) => [runtime.toPath(it.uri), it.value]));
    return new Promise<WorkspaceDiagnosticReport>((resolve) => {
      const end = (items: WorkspaceDocumentDiagnosticReport[]): void => {
        listeners.delete(listener);
        resolve({ items });
      };
      const listener: Listener = {
        told,
        pending: [],
        flush() {
          if (listener.pending.length === 0) return;
          const items = listener.pending.splice(0);
          if (partial === undefined) end(items);
          else partial.report({ items });
        },
      };
      listeners.add(listener);
      token.onCancellationRequested(() => end([]));
      session.changed();
    });
  });

  return {
    offer(snapshot, file, report) {
      for (const it of listeners) tell(it, file.path, report, session.document(file.path)?.version);
      if (!snapshot.isOpen(file)) return;
      const last = pulled.get(file.path);
      if (last !== undefined && last !== report.resultId) {
        pulled.set(file.path, report.resultId);
        refreshNeeded = true;
      }
    },
    settled(snapshot) {
      const present = new Set(snapshot.checked.map((it) => it.path));
      for (const it of listeners) {
        for (const path of it.told.keys()) if (!present.has(path)) tell(it, path, nothing, undefined);
        it.flush();
      }
      if (refreshNeeded && canRefresh) {
        void connection.sendRequest(DiagnosticRefreshRequest.type).catch((error) => {
          session.logError("Refreshing diagnostics failed", error);
        });
      }
      refreshNeeded = false;
    },
    dispose() {
      listeners.clear();
    },
  };

  function tell(listener: Listener, path: string, report: DiagnosticReport, version: number | undefined): void {
    const before = listener.told.get(path);
    if (before === report.resultId || (before === undefined && report.items.length === 0)) return;
    if (report === nothing) listener.told.delete(path);
    else listener.told.set(path, report.resultId);
    listener.pending.push({
      kind: DocumentDiagnosticReportKind.Full,
      uri: session.toUri(path),
      version: version ?? null,
      resultId: report.resultId,
      items: [...report.items],
    });
  }
}
