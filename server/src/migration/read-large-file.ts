import { notKnown, type Unknown } from "../base/static.ts";
import { interpretModule } from "../python/interpret.ts";
import { parseModule } from "../python/parse.ts";
import { newRecording } from "./host/recording.ts";
import { createMigrationHost } from "./host.ts";
import type { Body, HeaderAttribute, MigrationFile } from "./migration-file.ts";
import { readHeader } from "./read-header.ts";

/** The part of a large file that is read at most, in UTF-16 units. */
const headLength = 200_000;

const why: Unknown = { reason: "budget", detail: "the file is too large to be read whole" };

/** The header of a file that is too large, from the part before its first function; the bodies are unknown, not empty. */
export function readLargeFile(path: string, text: string): MigrationFile {
  const firstDefinition = text.search(/^(?:def|async def|class|@)/m);
  const cut = Math.min(firstDefinition < 0 ? text.length : firstDefinition, headLength);
  const module = parseModule(text.slice(0, cut));
  const { host } = createMigrationHost(newRecording("offline"), undefined);
  const header = readHeader(module, interpretModule(module, { host }));
  return {
    path,
    module,
    header: {
      revision: header.revision ?? assignedLater(text, "revision"),
      downRevision: header.downRevision ?? assignedLater(text, "down_revision"),
      branchLabels: header.branchLabels ?? assignedLater(text, "branch_labels"),
      dependsOn: header.dependsOn ?? assignedLater(text, "depends_on"),
      doc: header.doc,
    },
    upgrade: largeBody(text, "upgrade"),
    downgrade: largeBody(text, "downgrade"),
    problems: [
      {
        code: "file-too-large",
        message:
          "The file has more than a million characters, so only its header is read and nothing is known of what it does. Move the data into a file beside it, and it will be checked.",
        file: path,
      },
    ],
    asksForMode: false,
  };
}

/** A name that is assigned behind the part that was read is not known, which is more than not there. */
function assignedLater<T>(text: string, name: keyof typeof patterns): HeaderAttribute<T> | null {
  const match = patterns[name].exec(text);
  if (match === null) return null;
  const span = { start: match.index, end: match.index + name.length };
  return { value: notKnown(why, span), nameSpan: span, valueSpan: span };
}

const patterns = {
  revision: /^revision\b[^\n=]*=/m,
  down_revision: /^down_revision\b[^\n=]*=/m,
  branch_labels: /^branch_labels\b[^\n=]*=/m,
  depends_on: /^depends_on\b[^\n=]*=/m,
} as const satisfies Readonly<Record<string, RegExp>>;

function largeBody(text: string, name: "upgrade" | "downgrade"): Body {
  const match = new RegExp(`^(?:async )?def ${name}\\b`, "m").exec(text);
  const nameSpan =
    match === null ? null : { start: match.index + match[0].length - name.length, end: match.index + match[0].length };
  return {
    kind: nameSpan === null ? "missing" : "function",
    span: nameSpan,
    nameSpan,
    bodySpan: null,
    isEmpty: false,
    operations: [],
    gaps: nameSpan === null ? [] : [{ why, span: nameSpan, before: 0 }],
    calls: [],
    raises: [],
    offlineFailures: [],
  };
}
