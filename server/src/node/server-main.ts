import process from "node:process";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "../lsp/start-server.ts";
import { nodeRuntime } from "./node-runtime.ts";

/*
 * The language server's entry in Node: `--node-ipc` from VS Code, `--stdio` from other editors. It ends with its client: the library exits when the
 * connection closes, and watches the process id that `initialize` names.
 */
const connection = createConnection(ProposedFeatures.all);
process.on("unhandledRejection", (error) => {
  connection.console.error(
    `Unhandled rejection: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
});
startServer(connection, nodeRuntime());
