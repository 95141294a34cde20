import type { Severity } from "../../lint/finding.ts";

/** Colours of a terminal, or none. */
export interface Style {
  severity(severity: Severity, text: string): string;
  bold(text: string): string;
  dim(text: string): string;
}

const codes: Readonly<Record<Severity, string>> = { error: "1;31", warning: "1;33", information: "1;36", hint: "1;34" };

export function createStyle(color: boolean): Style {
  const wrap = (code: string, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    severity: (severity, text) => wrap(codes[severity], text),
    bold: (text) => wrap("1", text),
    dim: (text) => wrap("2", text),
  };
}
