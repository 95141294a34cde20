import type { Problem } from "../base/problem.ts";
import type { Host } from "../python/host.ts";
import { interpretModule } from "../python/interpret.ts";
import { parseModule } from "../python/parse.ts";
import { newRecording, type Recording, type RunMode } from "./host/recording.ts";
import { createMigrationHost } from "./host.ts";
import type { Body, MigrationFile } from "./migration-file.ts";
import { readBody } from "./read-body.ts";
import { readHeader } from "./read-header.ts";
import { readLargeFile } from "./read-large-file.ts";
import { syntaxProblems } from "./syntax-problems.ts";

export interface ReadMigrationOptions {
  /** Modules of the same project, already parsed; see `Host`. */
  readonly sourceModule?: Host["sourceModule"];
  /**
   * What conditions such as `context.is_offline_mode()` get: "offline" (the default) follows the printed SQL of `--sql`,
   * "online" a run with a connection.
   */
  readonly mode?: RunMode;
}

/** Files above this many UTF-16 units are data, not migrations that a person reads: only their header is. */
const largestText = 1_000_000;

/**
 * Reads one revision file without running Python: header, and what `upgrade()` and `downgrade()` do, in order. Never throws: what is
 * wrong with the file is in `problems`, what cannot be known is an unknown or a gap. `path` is only carried along.
 */
export function readMigration(path: string, text: string, options: ReadMigrationOptions = {}): MigrationFile {
  if (text.includes("\0")) return binaryFile(path);
  if (text.length > largestText) return readLargeFile(path, text);
  const module = parseModule(text);
  const mode = options.mode ?? "offline";
  // Each function gets a run of its own, so that what `upgrade()` changes in the module is not seen by `downgrade()`.
  const read = (name: "upgrade" | "downgrade") => {
    const recording = newRecording(mode);
    const { host, op } = createMigrationHost(recording, options.sourceModule);
    const run = interpretModule(module, { host });
    return { run, recording, body: readBody({ module, run, recording, op, name }) };
  };
  const upgrade = read("upgrade");
  const downgrade = read("downgrade");
  return {
    path,
    module,
    header: readHeader(module, upgrade.run),
    upgrade: upgrade.body,
    downgrade: downgrade.body,
    problems: [...syntaxProblems(path, module), ...moduleLevelProblems(path, upgrade.recording)],
  };
}

function moduleLevelProblems(path: string, recording: Recording): readonly Problem[] {
  return recording.moduleLevelCalls.map((it) => ({
    code: "module-level-operation",
    message: `${it.name} is called while the file is loaded, when Alembic has no connection yet, so loading the file fails or changes the database at the wrong time. Move the call into upgrade() or downgrade().`,
    file: path,
    span: it.span,
  }));
}

function binaryFile(path: string): MigrationFile {
  const module = parseModule("");
  const missing: Body = {
    kind: "missing",
    span: null,
    nameSpan: null,
    bodySpan: null,
    isEmpty: false,
    operations: [],
    gaps: [],
    raises: [],
  };
  return {
    path,
    module,
    header: readHeader(module, { globals: new Map(), assignments: new Map() }),
    upgrade: missing,
    downgrade: missing,
    problems: [
      {
        code: "binary-file",
        message:
          "The file contains NUL characters, so Python cannot load it and it is not read here. Save it as UTF-8 text, or move it out of the versions directory.",
        file: path,
      },
    ],
  };
}
