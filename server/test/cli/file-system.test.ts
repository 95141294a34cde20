import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { decodeFile, nodeFileSystem } from "../../src/node/file-system.ts";
import { toPath, toUri } from "../../src/node/node-runtime.ts";

const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("decoding, as Python does", () => {
  test("UTF-8, with and without a byte order mark", () => {
    expect(decodeFile(utf8("é🦀"))).toEqual({ ok: true, text: "é🦀", byteOrderMark: false });
    expect(decodeFile(utf8("\ufeffx"))).toEqual({ ok: true, text: "x", byteOrderMark: true });
  });

  test("another encoding, when a coding line in the first two lines names it", () => {
    const text = "# -*- coding: latin-1 -*-\nx = '";
    expect(decodeFile(bytes(...utf8(text), 0xe9))).toMatchObject({ ok: true, text: `${text}é` });
    expect(decodeFile(bytes(...utf8(`\n\n${text}`), 0xe9))).toMatchObject({ ok: false, reason: "encoding" });
    expect(decodeFile(utf8("# coding: no-such-thing\n"))).toMatchObject({ ok: false, reason: "encoding" });
  });

  test("what is not text", () => {
    expect(decodeFile(bytes(0x70, 0, 0x71))).toMatchObject({ ok: false, reason: "binary" });
    expect(decodeFile(bytes(0xff, 0xfe, 0x41))).toMatchObject({ ok: false, reason: "encoding" });
  });
});

describe("the disk", () => {
  const folder = mkdtempSync(join(tmpdir(), "limbeck-files-")).replaceAll("\\", "/");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("entries with their kinds, links told apart; nothing for what is not there", async () => {
    mkdirSync(`${folder}/sub`);
    writeFileSync(`${folder}/a.py`, "x = 1\n");
    symlinkSync(`${folder}/sub`, `${folder}/linked`, "junction");
    const files = nodeFileSystem();
    const entries = [...(await files.readDirectory(folder))].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(entries).toEqual([
      { name: "a.py", kind: "file" },
      { name: "linked", kind: "linked directory" },
      { name: "sub", kind: "directory" },
    ]);
    expect(await files.readDirectory(`${folder}/gone`)).toEqual([]);
    expect(await files.readFile(`${folder}/a.py`)).toMatchObject({ ok: true, text: "x = 1\n" });
    expect(await files.readFile(`${folder}/gone.py`)).toMatchObject({ ok: false, reason: "missing" });
    expect(await files.readFile(`${folder}/a.py/x`)).toMatchObject({ ok: false, reason: "missing" });
    expect(await files.readFile(`${folder}/sub`)).toMatchObject({ ok: false, reason: "unreadable" });
  });

  test("paths and URIs", () => {
    const path = process.platform === "win32" ? "C:/a b/é#.py" : "/a b/é#.py";
    expect(toPath(toUri(path))).toBe(path);
    expect(toPath("untitled:Untitled-1")).toBe("untitled:Untitled-1");
    expect(toUri("untitled:Untitled-1")).toBe("untitled:Untitled-1");
  });
});
