import type { Problem } from "../base/problem.ts";
import type { Host } from "../python/host.ts";
import { interpretModule, type ModuleRun } from "../python/interpret.ts";
import { parseModule } from "../python/parse.ts";
import type { PyModule } from "../python/syntax.ts";
import { newRecording, type Recording, type RunMode } from "./host/recording.ts";
import { createMigrationHost } from "./host.ts";
import type { MigrationEnvironment } from "./migration-environment.ts";
import type { Body, MigrationFile } from "./migration-file.ts";
import { readBody } from "./read-body.ts";
import { readHeader } from "./read-header.ts";
import { readLargeFile } from "./read-large-file.ts";
import { syntaxProblems } from "./syntax-problems.ts";

export interface ReadMigrationOptions {
  /** Modules of the same project, already parsed; see `Host`. */
  readonly sourceModule?: Host["sourceModule"];
  /** What env.py says that a migration can ask for. Absent: not known. */
  readonly environment?: MigrationEnvironment;
  /** Texts of files that the migration opens; see `Host`. With it `__file__` is known, so `path` must be absolute. */
  readonly sourceText?: Host["sourceText"];
  /**
   * What conditions such as `context.is_offline_mode()` get: "offline" (the default) follows the printed SQL of `--sql`,
   * "online" a run with a connection.
   */
  readonly mode?: RunMode;
  /** The text as syntax, where it has been parsed already. */
  readonly module?: PyModule;
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
  const module = options.module ?? parseModule(text);
  const mode = options.mode ?? "offline";
  // Each function gets a run of its own, so that what `upgrade()` changes in the module is not seen by `downgrade()`.
  const read = (name: "upgrade" | "downgrade") => {
    const recording = newRecording(mode, options.environment ?? null);
    const { host, op } = createMigrationHost(recording, options, path);
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
    problems: [
      ...syntaxProblems(path, module),
      ...moduleLevelProblems(path, upgrade.recording),
      ...budgetProblems(path, [upgrade, downgrade]),
    ],
    asksForMode: upgrade.recording.modeAsked || downgrade.recording.modeAsked,
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

/** A reading that was ended says so: what comes behind that place is not known. */
function budgetProblems(
  path: string,
  reads: readonly { readonly run: ModuleRun; readonly body: Body }[],
): readonly Problem[] {
  const ended = reads.find((it) => it.run.exhausted);
  if (ended === undefined) return [];
  const place = reads.flatMap((it) => it.body.gaps).find((it) => it.why.reason === "budget");
  const where = place === undefined ? {} : { span: place.span };
  const why = place === undefined ? "it needs more steps than are followed" : place.why.detail;
  return [
    {
      code: "reading-ended",
      message: `Limbeck stopped reading this file (${why}), so what comes behind this place is not in the preview and not checked. Splitting what it computes into plain operations makes it readable.`,
      file: path,
      ...where,
    },
  ];
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
    calls: [],
    raises: [],
    offlineFailures: [],
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
    asksForMode: false,
  };
}
