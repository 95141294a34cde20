import type { Interpreter, InterpreterProvider } from "./interpreter.ts";

/** The last resort: what a terminal would find. `py` is Windows' launcher. */
export const pathProvider: InterpreterProvider = {
  async find(): Promise<readonly Interpreter[]> {
    const names = process.platform === "win32" ? ["python", "py"] : ["python3", "python"];
    return names.map((path) => ({ path, from: `${path} on the PATH` }));
  },
};
