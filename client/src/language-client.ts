import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn, State, TransportKind } from "vscode-languageclient/node";
import {
  type AppliedParams,
  type AppliedResult,
  appliedRequest,
  changedNotification,
  type ProjectInfo,
  projectsRequest,
  type ResolveParams,
  type ResolveResult,
  type RevisionsParams,
  type RevisionsResult,
  resolveRequest,
  revisionsRequest,
  type Statistics,
  statisticsRequest,
} from "../../server/src/lsp/protocol.ts";
import type { Scope } from "./scope.ts";

/** A running language server: our requests, and the client that carries the standard ones by itself. */
export interface LanguageServer {
  readonly stop: () => Promise<void>;
  readonly projects: () => Promise<readonly ProjectInfo[]>;
  readonly revisions: (params: RevisionsParams) => Promise<RevisionsResult>;
  readonly applied: (params: AppliedParams) => Promise<AppliedResult>;
  readonly resolve: (params: ResolveParams) => Promise<ResolveResult>;
  readonly statistics: () => Promise<Statistics>;
}

export interface LanguageServerEdge {
  /** Path of the bundled server. */
  readonly module: string;
  readonly output: vscode.LogOutputChannel;
  readonly onChanged: () => void;
  /** The server ended and is not started again: it crashed five times in three minutes. */
  readonly onLost: () => void;
}

/** Starts the server in its own process and connects. What ends with the session goes into `scope`. */
export async function startLanguageServer(edge: LanguageServerEdge, scope: Scope): Promise<LanguageServer> {
  const client = new LanguageClient(
    "limbeck",
    "Limbeck",
    {
      run: { module: edge.module, transport: TransportKind.ipc },
      debug: {
        module: edge.module,
        transport: TransportKind.ipc,
        options: { execArgv: ["--nolazy", "--inspect=6017"] },
      },
    },
    {
      documentSelector: [{ scheme: "file", language: "python" }],
      outputChannel: edge.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: vscode.workspace.getConfiguration("limbeck"),
    },
  );
  let up = false;
  scope.add(client.onNotification(changedNotification, edge.onChanged));
  scope.add(
    client.onDidChangeState(({ newState }) => {
      if (!up) return;
      // The client restarts a crashed server by itself; whoever shows what the server said asks it again.
      if (newState === State.Running) edge.onChanged();
      if (newState === State.Stopped) setTimeout(() => client.state === State.Stopped && edge.onLost(), 3_000);
    }),
  );
  await client.start();
  up = true;
  return {
    stop: async () => {
      up = false;
      await client.dispose();
    },
    // Without parameters the handler on the other side would get its token in their place.
    projects: () => client.sendRequest(projectsRequest, null),
    revisions: (params) => client.sendRequest(revisionsRequest, params),
    applied: (params) => client.sendRequest(appliedRequest, params),
    resolve: (params) => client.sendRequest(resolveRequest, params),
    statistics: () => client.sendRequest(statisticsRequest, null),
  };
}
