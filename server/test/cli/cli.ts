import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runCli } from "../../src/node/cli/run-cli.ts";

/** A folder on the real disk with these files, taken away at the end of the test. */
export interface TestFolder {
  readonly path: string;
  write(name: string, content: string | Uint8Array): void;
  /** Runs `limbeck` in the folder, or in a folder of it. */
  run(...argv: string[]): Promise<CliResult>;
  runIn(folder: string, ...argv: string[]): Promise<CliResult>;
  /** With ALEMBIC_CONFIG set. */
  runWith(alembicConfig: string, ...argv: string[]): Promise<CliResult>;
  dispose(): void;
}

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export function testFolder(files: Readonly<Record<string, string | Uint8Array>>): TestFolder {
  const path = mkdtempSync(join(tmpdir(), "limbeck-cli-")).replaceAll("\\", "/");
  const write = (name: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  const start = async (
    folder: string,
    argv: readonly string[],
    alembicConfig: string | undefined,
  ): Promise<CliResult> => {
    let out = "";
    let err = "";
    const code = await runCli(argv, {
      cwd: folder === "" ? path : `${path}/${folder}`,
      alembicConfig,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      color: false,
      progress: false,
      width: 100,
    });
    return { code, out, err };
  };
  return {
    path,
    write,
    runIn: (folder, ...argv) => start(folder, argv, undefined),
    run: (...argv) => start("", argv, undefined),
    runWith: (alembicConfig, ...argv) => start("", argv, alembicConfig),
    dispose: () => rmSync(path, { recursive: true, force: true }),
  };
}
