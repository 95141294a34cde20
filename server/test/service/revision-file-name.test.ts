import { describe, expect, test } from "vitest";
import { createDate, createDateText, readCreateDate } from "../../src/service/new-revision/create-date.ts";
import { fileNaming, revisionFileName } from "../../src/service/new-revision/revision-file-name.ts";

describe("the names that file_template gives", () => {
  test.each([
    ["%(rev)s_%(slug)s", "/v/a1_add_users.py", true],
    ["%(rev)s_%(slug)s", "/v/a1_.py", true],
    ["%(rev)s_%(slug)s", "/v/a1.py", false],
    ["%(rev)s_%(slug)s", "/v/xa1_add.py", false],
    ["%(rev)s_%(slug)s", "/v/a1/a2_add_a1.py", false],
    ["%(slug)s_%(rev)s", "/v/a1_a1.py", true],
    ["%(year)d-%(month).2d.%(rev)s", "/v/2026-01.a1.py", true],
    ["%(year)d-%(month).2d.%(rev)s", "/v/2026-01xa1.py", false],
    ["%(year)d/%(rev)s", "/v/2026/a1.py", true],
    ["%(rev)s_%(rev)s", "/v/a1_a1.py", true],
    ["%(rev)s_%(rev)s", "/v/a1_a2.py", false],
  ])("%s: %s %s", (template, path, expected) => {
    expect(fileNaming(template)?.(path, "a1")).toBe(expected);
  });

  test("a template that Python refuses, or that does not name the revision", () => {
    for (const template of ["%(rev)s_%(unheard)q", "%(rev)s %", "%s", "%(slug)s"])
      expect(fileNaming(template)).toBeNull();
    const naming = { fileTemplate: "%(epoch)s_%(rev)s", truncateSlugLength: 40 };
    expect(revisionFileName(naming, { revision: "a1", message: null, date: null })).toBeNull();
  });
});

describe("Create Date", () => {
  test.each([
    "2026-11-20 13:30:15.250000",
    "2026-11-20 13:30:15",
    "2026-11-20 13:30:15.250000+05:30",
    "2026-11-20 13:30:15-03:30",
  ])("is read as it is written: %s", (text) => {
    const date = readCreateDate(text);
    expect(date === null ? null : createDateText(date)).toBe(text);
  });

  test("an unknown time zone has none, and other texts are no date", () => {
    expect(createDate({ milliseconds: 0, offsetMinutes: 0 }, "Middle/Earth")).toBeNull();
    expect(readCreateDate("yesterday")).toBeNull();
  });
});
