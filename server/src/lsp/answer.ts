import { type CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { Snapshot } from "../service/snapshot.ts";
import type { SourceFile } from "../service/source-file.ts";
import type { Session } from "./session.ts";

/**
 * Answers a request from one snapshot. It waits for the first load, lets writes that arrived meanwhile through, and then says instead of a
 * stale or empty answer: RequestCancelled when the client took it back, ContentModified when the document that it is about has changed.
 * An error in `compute` is logged and answered; it never reaches the process.
 */
export async function answer<T>(
  session: Session,
  request: { readonly name: string; readonly token: CancellationToken; readonly uri?: string },
  compute: (snapshot: Snapshot) => T,
): Promise<T | ResponseError<void>> {
  const version = request.uri === undefined ? undefined : session.document(request.uri)?.version;
  await session.ready;
  await session.runtime.yield();
  if (request.token.isCancellationRequested) {
    return new ResponseError(LSPErrorCodes.RequestCancelled, "The request was cancelled.");
  }
  if (request.uri !== undefined && session.document(request.uri)?.version !== version) {
    return new ResponseError(LSPErrorCodes.ContentModified, "The document has changed since.");
  }
  try {
    return compute(session.workspace().snapshot());
  } catch (error) {
    session.logError(`${request.name} failed`, error);
    return new ResponseError(ErrorCodes.InternalError, `${request.name} failed; the log has the details.`);
  }
}

/** Like `answer`, for a request about one document; `none` when nothing is known of the document. `of`: migrations only, or env.py and configurations too. */
export function answerAbout<T>(
  session: Session,
  request: {
    readonly name: string;
    readonly token: CancellationToken;
    readonly uri: string;
    readonly of?: "files" | "checked";
  },
  none: T,
  compute: (snapshot: Snapshot, file: SourceFile) => T,
): Promise<T | ResponseError<void>> {
  return answer(session, request, (snapshot) => {
    const file = snapshot.file(session.runtime.toPath(request.uri));
    return file === undefined || !snapshot[request.of ?? "files"].includes(file) ? none : compute(snapshot, file);
  });
}
