import * as vscode from "vscode";
import type { Interpreter, InterpreterPlace, InterpreterProvider } from "./interpreter.ts";

/**
 * The interpreter that is chosen in the editor: by the Python extension (https://github.com/microsoft/vscode-python/wiki/Python-Environment-APIs)
 * or the Python Environments extension. Neither is a dependency: without them the other providers are asked.
 */
export const editorProvider: InterpreterProvider = {
  async find(place: InterpreterPlace): Promise<readonly Interpreter[]> {
    const uri = vscode.Uri.file(place.workingDirectory);
    const found = [await fromEnvironmentsExtension(uri), await fromPythonExtension(uri)];
    return found.filter((it) => it !== null);
  },
};

interface EnvironmentsApi {
  readonly getEnvironment?: (
    scope: vscode.Uri,
  ) => Promise<{ readonly execInfo?: { readonly run?: { readonly executable?: string } } } | undefined>;
}

interface PythonApi {
  readonly environments?: {
    readonly getActiveEnvironmentPath: (scope: vscode.Uri) => { readonly path: string };
    readonly resolveEnvironment: (path: {
      readonly path: string;
    }) => Promise<{ readonly executable: { readonly uri: vscode.Uri | undefined } } | undefined>;
  };
}

async function fromEnvironmentsExtension(uri: vscode.Uri): Promise<Interpreter | null> {
  const api = await apiOf<EnvironmentsApi>("ms-python.vscode-python-envs");
  try {
    const path = (await api?.getEnvironment?.(uri))?.execInfo?.run?.executable;
    return path === undefined ? null : { path, from: "the Python Environments extension" };
  } catch {
    // Its answer is a hint; without it the next provider is asked.
    return null;
  }
}

async function fromPythonExtension(uri: vscode.Uri): Promise<Interpreter | null> {
  const api = await apiOf<PythonApi>("ms-python.python");
  if (api?.environments === undefined) return null;
  try {
    const active = api.environments.getActiveEnvironmentPath(uri);
    const resolved = await api.environments.resolveEnvironment(active);
    const path = resolved?.executable.uri?.fsPath;
    return path === undefined ? null : { path, from: "the Python extension" };
  } catch {
    return null;
  }
}

async function apiOf<T>(id: string): Promise<T | null> {
  const extension = vscode.extensions.getExtension<T>(id);
  if (extension === undefined) return null;
  try {
    return await extension.activate();
  } catch {
    return null;
  }
}
