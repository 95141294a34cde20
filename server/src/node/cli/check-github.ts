import type { Severity } from "../../lint/finding.ts";
import { relativePath } from "../../service/file-system.ts";
import type { CheckedFile } from "./check.ts";
import type { Io } from "./io.ts";

const commands: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "notice",
  hint: "notice",
};

/**
 * Findings as workflow commands of GitHub Actions, which shows them beside the lines of a pull request
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands). A line each.
 */
export function checkGithub(checked: readonly CheckedFile[], io: Io): string {
  const lines = checked.flatMap(({ file, diagnostics }) =>
    diagnostics.map((it) => {
      const start = file.lines.position(it.span.start);
      const end = file.lines.position(it.span.end);
      const sameLine = start.line === end.line;
      const properties: readonly (readonly [string, string | number])[] = [
        ["file", relativePath(io.cwd, file.path)],
        ["line", start.line + 1],
        ["endLine", end.line + 1],
        // Columns count only within one line.
        ...(sameLine
          ? ([
              ["col", start.character + 1],
              ["endColumn", end.character + 1],
            ] as const)
          : []),
        ["title", it.code],
      ];
      const written = properties.map(([name, value]) => `${name}=${property(String(value))}`).join(",");
      const text = it.help === "" ? it.message : `${it.message}\n${it.help}`;
      return `::${commands[it.severity]} ${written}::${data(text)}\n`;
    }),
  );
  return lines.join("");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
