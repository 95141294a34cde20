import * as vscode from "vscode";
import {
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type StaticFeature,
  TransportKind,
} from "vscode-languageclient/node";
import {
  type AppliedParams,
  type AppliedResult,
  appliedRequest,
  type BodySummary,
  bodiesRequest,
  type CompareParams,
  type CompareResult,
  changedNotification,
  compareRequest,
  type LimbeckCapabilities,
  mergeHeadsCommand,
  type PreviewParams,
  type PreviewResult,
  type ProjectInfo,
  previewRequest,
  projectsRequest,
  type ResolveParams,
  type ResolveResult,
  type RevisionsParams,
  type RevisionsResult,
  resolveRequest,
  revisionsRequest,
  type SchemaParams,
  type SchemaResult,
  type Statistics,
  type SurroundingsParams,
  schemaRequest,
  statisticsRequest,
  surroundingsNotification,
} from "../../server/src/lsp/protocol.ts";
import type { CancelSignal } from "./alembic/run-alembic.ts";
import type { Scope } from "./scope.ts";

/** A running language server: our requests, and the client that carries the standard ones by itself. */
export interface LanguageServer {
  readonly stop: () => Promise<void>;
  readonly projects: () => Promise<readonly ProjectInfo[]>;
  readonly revisions: (params: RevisionsParams) => Promise<RevisionsResult>;
  readonly applied: (params: AppliedParams) => Promise<AppliedResult>;
  readonly resolve: (params: ResolveParams) => Promise<ResolveResult>;
  /** Rejects with a ResponseError when it is taken back, or when its document changed. */
  readonly preview: (params: PreviewParams, cancel: CancelSignal) => Promise<PreviewResult | null>;
  readonly compare: (params: CompareParams) => Promise<CompareResult | null>;
  readonly schema: (params: SchemaParams) => Promise<SchemaResult | null>;
  readonly bodies: (uri: string) => Promise<readonly BodySummary[]>;
  readonly surroundings: (params: SurroundingsParams) => Promise<void>;
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
      // Configurations have different languages in different editors, so they are told by their names.
      documentSelector: [
        { scheme: "file", language: "python" },
        { scheme: "file", pattern: "**/{*.ini,pyproject.toml}" },
      ],
      outputChannel: edge.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: vscode.workspace.getConfiguration("limbeck"),
    },
  );
  client.registerFeature(ownCapabilities());
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
    preview: async (params, cancel) => {
      const source = new vscode.CancellationTokenSource();
      cancel.onCancel(() => source.cancel());
      try {
        return await client.sendRequest<PreviewResult | null>(previewRequest, params, source.token);
      } finally {
        source.dispose();
      }
    },
    compare: (params) => client.sendRequest(compareRequest, params),
    schema: (params) => client.sendRequest(schemaRequest, params),
    bodies: (uri) => client.sendRequest(bodiesRequest, { uri }),
    surroundings: (params) => client.sendNotification(surroundingsNotification, params),
    statistics: () => client.sendRequest(statisticsRequest, null),
  };
}

/** Tells the server which of our commands its code actions may name. */
function ownCapabilities(): StaticFeature {
  const limbeck: LimbeckCapabilities = { commands: [mergeHeadsCommand] };
  return {
    fillClientCapabilities: (capabilities) => {
      capabilities.experimental = { ...capabilities.experimental, limbeck };
    },
    initialize: () => undefined,
    getState: () => ({ kind: "static" }),
    clear: () => undefined,
  };
}
