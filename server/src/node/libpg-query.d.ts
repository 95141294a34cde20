/* The Emscripten module inside the package; the package types only its own wrapper. */
declare module "libpg-query/wasm/libpg-query.js" {
  export interface PgQueryModule {
    lengthBytesUTF8(text: string): number;
    stringToUTF8(text: string, pointer: number, maximumBytes: number): void;
    UTF8ToString(pointer: number): string;
    getValue(pointer: number, type: "i32"): number;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    _wasm_parse_query_raw(query: number): number;
    _wasm_free_parse_result(result: number): void;
  }
  // biome-ignore lint/style/noDefaultExport: the package's file has a default export.
  export default function createModule(): Promise<PgQueryModule>;
}
