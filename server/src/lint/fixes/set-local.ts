import type { Statement } from "../../emit/statement.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { stringAt } from "./string-at.ts";

/** `SET LOCAL` in place of `SET` or `SET SESSION`, in SQL text that is written in this file. */
export function setLocal({ span }: Statement, { file }: RuleContext): readonly Fix[] {
  const { text } = file.module;
  const begin = /^set\b(?:\s+session\b(?!\s+(?:authorization|characteristics)))?/i.exec(
    text.slice(span.start, span.end),
  );
  if (begin === null || stringAt(file.module, span) === null) return [];
  const at = { start: span.start, end: span.start + begin[0].length };
  const word = text.slice(span.start, span.start + "set".length);
  const local = word === "set" ? "local" : "LOCAL";
  return [
    {
      title: "Set it for this transaction only, with SET LOCAL",
      applicability: "suggested",
      edits: [{ file: file.path, span: at, text: `${word} ${local}` }],
    },
  ];
}
