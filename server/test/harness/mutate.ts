import type { Random } from "../oracle/random.ts";

/** Pieces of Python that somebody may be typing: what does not end, what is not known, what is half-done. */
const snippets = [
  "while True:",
  "for _ in range(10 ** 9):",
  "for row in op.get_bind().execute(sa.text('SELECT 1')):",
  "if unknown():",
  "else:",
  "try:",
  "except Exception:",
  "return",
  "raise ValueError('no')",
  "x = [x, x]",
  "x = x + x",
  "upgrade()",
  "def helper(*args, **kwargs):",
  "helper(*args, **kwargs)",
  "global x",
  "None",
  "True",
  "-1",
  "10 ** 400",
  "'%s' % x",
  "f'{x!r:>{x}}'",
  '"it\'s"',
  "':name'",
  "'%'",
  "'a\\\\b'",
  "'\u00e9 \u{1f600}'",
  "[]",
  "{}",
  "()",
  "*[]",
  "**{}",
  "lambda: 0",
  "sa.text('a; b')",
  "sa.func.now()",
  "op.f('x')",
  "sa.Column('z')",
  "nullable=None",
  "schema='s'",
  "name=None",
  ", ",
  "(",
  ")",
  "'",
  '"""',
  "\\",
  "\t",
  "#",
];

const token = /"""|'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\w+|[^\w\s]/g;

/** The text after one to four random changes: lines and tokens removed, doubled, swapped, replaced, or put in. */
export function mutate(text: string, random: Random): string {
  let result = text;
  const count = 1 + random.below(4);
  for (let index = 0; index < count; index++)
    result = random.chance(0.4) ? changeLine(result, random) : changeToken(result, random);
  return result;
}

function changeLine(text: string, random: Random): string {
  const lines = text.split("\n");
  const at = random.below(lines.length);
  const line = lines[at] ?? "";
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  switch (random.below(7)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(at, 0, line);
      break;
    case 2:
      lines.splice(at, 2, lines[at + 1] ?? "", line);
      break;
    case 3:
      lines.splice(at, 0, `${indent}${random.pick(snippets)}`);
      break;
    case 4:
      lines[at] = `    ${line}`;
      break;
    case 5:
      lines[at] = line.slice(0, random.below(line.length + 1));
      break;
    default:
      return lines.slice(0, at + 1).join("\n");
  }
  return lines.join("\n");
}

function changeToken(text: string, random: Random): string {
  const tokens = [...text.matchAll(token)];
  if (tokens.length === 0) return text;
  const found = random.pick(tokens);
  const start = found.index;
  const end = start + found[0].length;
  const other = random.pick(tokens)[0];
  switch (random.below(5)) {
    case 0:
      return text.slice(0, start) + text.slice(end);
    case 1:
      return `${text.slice(0, end)} ${text.slice(start)}`;
    case 2:
      return text.slice(0, start) + other + text.slice(end);
    case 3:
      return text.slice(0, start) + random.pick(snippets) + text.slice(end);
    default:
      return text.slice(0, end) + random.pick(snippets) + text.slice(end);
  }
}
