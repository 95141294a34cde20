import type { Severity } from "../../lint/finding.ts";
import { relativePath } from "../../service/file-system.ts";
import type { CheckedFile } from "./check.ts";
import { countFindings } from "./check-text.ts";
import type { Io } from "./io.ts";

const order: readonly Severity[] = ["error", "warning", "information", "hint"];

/** Findings as Markdown, for the comment on a pull request: a heading with the totals, then the files, the worst finding first. */
export function checkMarkdown(checked: readonly CheckedFile[], io: Io): string {
  const lines = [`## Limbeck: ${countFindings(checked)}`, ""];
  for (const { file, revision, diagnostics } of checked) {
    if (diagnostics.length === 0) continue;
    lines.push(`### \`${relativePath(io.cwd, file.path)}\`${revision === null ? "" : ` (${revision})`}`, "");
    const worst = [...diagnostics].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
    for (const it of worst) {
      const line = file.lines.position(it.span.start).line;
      const start = file.lines.lineStart(line);
      const source = file.text.slice(start, file.lines.lineStart(line + 1)).trim();
      lines.push(`- **${it.severity}** line ${line + 1}, \`${it.code}\`: ${inline(it.message)}`);
      if (source !== "") lines.push("", `  ${fence(source)}`, "");
      if (it.help !== "") lines.push(`  ${inline(it.help)}`);
      lines.push("");
    }
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

/** Text that does not become markup; what stands in backticks stays code. */
function inline(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replace(/[\\<>*_[\]|#]/g, "\\$&")))
    .join("");
}

/** One line of source as code, whatever backticks it holds. */
function fence(source: string): string {
  const longest = Math.max(0, ...(source.match(/`+/g) ?? []).map((it) => it.length));
  const ticks = "`".repeat(longest + 1);
  const space = longest > 0 ? " " : "";
  return `${ticks}${space}${source}${space}${ticks}`;
}
