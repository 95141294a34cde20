/// <reference path="./libpg-query.d.ts" />
import createModule, { type PgQueryModule } from "libpg-query/wasm/libpg-query.js";
import { nestingOf } from "../postgres/nesting.ts";
import { trimStatement } from "../postgres/split-statements.ts";
import type { SqlParseResult, SqlParser, SqlStatement } from "../postgres/sql-parser.ts";

/*
 * The edge to libpg-query 18 (PostgreSQL's parser as WebAssembly). Its own wrapper keeps one instance for ever; this one talks to the
 * Emscripten module itself, because an instance that ran out of stack is corrupt afterwards ("memory access out of bounds" for every
 * later call) and has to be replaced.
 *
 * Bundling: the module looks for `libpg-query.wasm` in `__dirname`. In Node that is its own folder; in a CommonJS bundle it is the folder of the
 * bundle, so the build copies `node_modules/libpg-query/wasm/libpg-query.wasm` beside `dist/*.cjs`. No plug-in, no `define`.
 */

/** Longer scripts are read statement by statement; a single longer statement is not read. UTF-16 code units. */
const maximumLength = 1_000_000;
/** PostgreSQL's grammar and the tree's printer recurse; at about 5,000 levels the WebAssembly stack ends. */
const maximumNesting = 1_000;

/**
 * Loads the parser; rejects when the WebAssembly file cannot be read. `maximumNesting` is for the test that lets an instance break.
 */
export async function loadSqlParser(options: { readonly maximumNesting?: number } = {}): Promise<SqlParser> {
  const deepest = options.maximumNesting ?? maximumNesting;
  let instance: PgQueryModule | null = await createModule().catch((cause: unknown) => {
    throw new Error("PostgreSQL's SQL parser could not be loaded: libpg-query.wasm is missing or damaged.", { cause });
  });
  return {
    parse(sql) {
      if (sql.length > maximumLength) return limit(`it is longer than ${maximumLength} characters`);
      const nul = sql.indexOf("\0");
      if (nul >= 0) return { ok: false, reason: "syntax", message: "a NUL character cannot stand in SQL", at: nul };
      if (nestingOf(sql) > deepest) return limit("it is nested too deeply");
      if (instance === null) return limit("the parser is being restarted");
      try {
        return parseWith(instance, withoutLoneSurrogates(sql));
      } catch {
        instance = null;
        void createModule().then(
          (fresh) => {
            instance = fresh;
          },
          () => undefined,
        );
        return limit("PostgreSQL's parser broke off");
      }
    },
  };
}

function limit(why: string): SqlParseResult {
  return { ok: false, reason: "limit", message: `This SQL was not read: ${why}.`, at: null };
}

/** Throws when the instance is broken. The struct layouts are those of `PgQueryParseResult` and `PgQueryError` of libpg_query. */
function parseWith(pg: PgQueryModule, sql: string): SqlParseResult {
  const size = pg.lengthBytesUTF8(sql) + 1;
  const query = pg._malloc(size);
  let result = 0;
  try {
    pg.stringToUTF8(sql, query, size);
    result = pg._wasm_parse_query_raw(query);
    const tree = pg.getValue(result, "i32");
    const error = pg.getValue(result + 8, "i32");
    if (error !== 0) {
      const message = pg.UTF8ToString(pg.getValue(error, "i32"));
      const position = pg.getValue(error + 16, "i32");
      const at = position > 0 ? fromCodePoints(sql, position - 1) : null;
      return { ok: false, reason: message.startsWith("memory exhausted") ? "limit" : "syntax", message, at };
    }
    return { ok: true, statements: statementsOf(sql, JSON.parse(pg.UTF8ToString(tree))) };
  } finally {
    pg._free(query);
    if (result !== 0) pg._wasm_free_parse_result(result);
  }
}

interface RawStatement {
  readonly stmt?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly stmt_location?: number;
  readonly stmt_len?: number;
}

function statementsOf(sql: string, tree: { readonly stmts?: readonly RawStatement[] }): readonly SqlStatement[] {
  const toUtf16 = utf8ToUtf16(sql);
  return (tree.stmts ?? []).flatMap((raw): SqlStatement[] => {
    const [type, node] = Object.entries(raw.stmt ?? {})[0] ?? [];
    if (type === undefined || node === undefined) return [];
    const from = raw.stmt_location ?? 0;
    const end = raw.stmt_len === undefined ? sql.length : toUtf16(from + raw.stmt_len);
    return [{ type, node, span: trimStatement(sql, { start: toUtf16(from), end }), toUtf16 }];
  });
}

/** From UTF-8 byte offsets of `text` to UTF-16 offsets. The table is built only for text that is not ASCII, and only when asked. */
function utf8ToUtf16(text: string): (location: number) => number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
  if (/^[\x00-\x7f]*$/.test(text)) return (location) => Math.min(Math.max(location, 0), text.length);
  let table: Uint32Array | undefined;
  return (location) => {
    table ??= utf8Table(text);
    return location < 0 ? 0 : (table[location] ?? text.length);
  };
}

function utf8Table(text: string): Uint32Array {
  const table = new Uint32Array(Buffer.byteLength(text, "utf8") + 1);
  let byte = 0;
  for (let i = 0; i < text.length; ) {
    const code = text.codePointAt(i) ?? 0;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    table.fill(i, byte, byte + bytes);
    byte += bytes;
    i += code < 0x10000 ? 1 : 2;
  }
  table[byte] = text.length;
  return table;
}

/** `cursorPosition` of an error counts code points. */
function fromCodePoints(text: string, count: number): number {
  let at = 0;
  for (let i = 0; i < count && at < text.length; i++) at += (text.codePointAt(at) ?? 0) < 0x10000 ? 1 : 2;
  return at;
}

/** Half a surrogate pair has no UTF-8; U+FFFD has the same length in UTF-16. */
function withoutLoneSurrogates(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}
