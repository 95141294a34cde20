/** A Markdown file of fixtures: every heading begins a case, every fenced block is a part of one. */
export interface Suite {
  readonly path: string;
  readonly lines: readonly string[];
  /** TOML blocks before the first heading of the second level: for all cases. */
  readonly config: string;
  /** A block `py before` there: the history of every case that has none of its own. */
  readonly history: string | null;
  /** A block `fixed new=…` there: rules that fixes of any case may bring. */
  readonly brings: readonly string[];
  readonly cases: readonly SuiteCase[];
}

export interface SuiteCase {
  /** The headings from the second level on, joined by a slash. */
  readonly name: string;
  readonly blocks: readonly Block[];
}

export interface Block {
  /** `py`, `fixed`, `toml`, `operations` … */
  readonly language: string;
  /** The first word behind the language, when it is no `key=value`: a path. */
  readonly path: string | null;
  readonly settings: ReadonlyMap<string, string>;
  /** Words without `=` behind the path. */
  readonly flags: ReadonlySet<string>;
  readonly text: string;
  /** Lines (from 0) of the opening and the closing fence. */
  readonly open: number;
  readonly close: number;
}

/** Reads a suite; throws on a fence that is not closed, since that is a mistake in the suite. */
export function readSuite(path: string, text: string): Suite {
  const lines = text.split("\n");
  const cases: { name: string; blocks: Block[] }[] = [];
  const headings: string[] = [];
  let config = "";
  let history: string | null = null;
  let brings: readonly string[] = [];
  let current: { name: string; blocks: Block[] } = { name: "", blocks: [] };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const heading = /^(#{1,6}) (.+)$/.exec(line);
    if (heading !== null) {
      const level = (heading[1] ?? "").length;
      headings.splice(level - 1);
      headings[level - 1] = heading[2] ?? "";
      current = { name: headings.slice(1).filter(Boolean).join(" / "), blocks: [] };
      cases.push(current);
      continue;
    }
    const fence = /^(`{3,})([\w-]+)(.*)$/.exec(line);
    if (fence === null) continue;
    const close = lines.findIndex((it, index) => index > at && it === fence[1]);
    if (close < 0) throw new Error(`${path}:${at + 1}: this block is not closed`);
    const block = readBlock(fence[2] ?? "", fence[3] ?? "", lines.slice(at + 1, close).join("\n"), at, close);
    if (block.language === "toml" && headings.length <= 1) config += `${block.text}\n`;
    else if (headings.length <= 1 && block.flags.has("before")) history = block.text;
    else if (headings.length <= 1 && block.language === "fixed") brings = block.settings.get("new")?.split(",") ?? [];
    else current.blocks.push(block);
    at = close;
  }
  return { path, lines, config, history, brings, cases: cases.filter((it) => it.blocks.length > 0) };
}

function readBlock(language: string, info: string, text: string, open: number, close: number): Block {
  const words = info.match(/[\w-]+="[^"]*"|\S+/g) ?? [];
  const settings = new Map<string, string>();
  const plain: string[] = [];
  for (const word of words) {
    const setting = /^([\w-]+)=(.*)$/.exec(word);
    if (setting === null) plain.push(word);
    else settings.set(setting[1] ?? "", (setting[2] ?? "").replace(/^"(.*)"$/, "$1"));
  }
  const path = plain[0]?.includes(".") === true ? plain[0] : null;
  return { language, path, settings, flags: new Set(path === null ? plain : plain.slice(1)), text, open, close };
}

/** The suite's text with other contents of some blocks. */
export function rewriteSuite(suite: Suite, contents: ReadonlyMap<Block, string>): string {
  const blocks = [...contents].sort(([a], [b]) => b.open - a.open);
  const lines = [...suite.lines];
  for (const [block, text] of blocks) {
    lines.splice(block.open + 1, block.close - block.open - 1, ...(text === "" ? [] : text.split("\n")));
  }
  return lines.join("\n");
}
