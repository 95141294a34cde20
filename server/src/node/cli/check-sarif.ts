import { createHash } from "node:crypto";
import type { Severity } from "../../lint/finding.ts";
import { rules } from "../../lint/rules/index.ts";
import type { FileDiagnostic } from "../../service/features/diagnostics.ts";
import { relativePath } from "../../service/file-system.ts";
import { rulePage } from "../../service/rule-documentation.ts";
import { version } from "../version.ts";
import type { CheckedFile } from "./check.ts";
import type { Io } from "./io.ts";

/** SARIF knows three levels (2.1.0, section 3.27.10). */
const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
};

/**
 * Findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), as GitHub code scanning and others take it. Files are relative to the current folder, which
 * is the base `SRCROOT`.
 */
export function checkSarif(checked: readonly CheckedFile[], io: Io): string {
  const found = checked.flatMap((it) => it.diagnostics.map((one) => ({ file: it, one })));
  const ids = [...new Set(found.map(({ one }) => one.code))].sort();
  const seen = new Map<string, number>();
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "limbeck", version, semanticVersion: version, rules: ids.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        results: found.map(({ file, one }) => result(file, one, { io, ids, seen })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** A rule, or a problem of a file or of the chain, which has no page. */
function descriptor(id: string): object {
  const rule = rules.find((it) => it.id === id);
  if (rule === undefined) return { id };
  return {
    id,
    shortDescription: { text: plain(rule.docs.summary) },
    fullDescription: { text: plain(rule.docs.why) },
    help: { text: `${plain(rule.docs.instead)}\n\n${rulePage(id)}`, markdown: rule.docs.instead },
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { tags: [rule.group] },
  };
}

interface ResultContext {
  readonly io: Io;
  readonly ids: readonly string[];
  readonly seen: Map<string, number>;
}

function result({ file }: CheckedFile, it: FileDiagnostic, { io, ids, seen }: ResultContext): object {
  const start = file.lines.position(it.span.start);
  const end = file.lines.position(it.span.end);
  const path = relativePath(io.cwd, file.path);
  const line = file.text.slice(file.lines.lineStart(start.line), file.lines.lineStart(start.line + 1)).trim();
  const fix = it.finding?.fixes.find((one) => one.fileChanges === undefined && one.applicability !== "manual");
  // The byte order mark is part of the file, but an editor hides it.
  const shift = file.content.ok && file.content.byteOrderMark ? 1 : 0;
  return {
    ruleId: it.code,
    ruleIndex: ids.indexOf(it.code),
    level: levels[it.severity],
    message: { text: it.help === "" ? it.message : `${it.message} ${it.help}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: location(path),
          region: {
            startLine: start.line + 1,
            startColumn: start.character + 1,
            endLine: end.line + 1,
            endColumn: end.character + 1,
          },
        },
      },
    ],
    partialFingerprints: { "limbeckFinding/v1": fingerprint(`${it.code}\n${path}\n${line}`, seen) },
    ...(fix === undefined
      ? {}
      : {
          fixes: [
            {
              description: { text: fix.title },
              artifactChanges: [
                {
                  artifactLocation: location(path),
                  replacements: fix.edits.map((edit) => ({
                    deletedRegion: {
                      charOffset: edit.span.start + shift,
                      charLength: edit.span.end - edit.span.start,
                    },
                    insertedContent: { text: edit.text },
                  })),
                },
              ],
            },
          ],
        }),
  };
}

function location(path: string): object {
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "SRCROOT" };
}

/** Stays the same when lines are added above; the same finding on equal lines is counted. */
function fingerprint(text: string, seen: Map<string, number>): string {
  const count = (seen.get(text) ?? 0) + 1;
  seen.set(text, count);
  return `${createHash("sha256").update(text).digest("hex").slice(0, 32)}:${count}`;
}

/** Markdown without its backticks. */
function plain(text: string): string {
  return text.replaceAll("`", "");
}
