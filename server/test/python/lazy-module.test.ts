import { describe, expect, test } from "vitest";
import type { HostObject } from "../../src/python/host.ts";
import { interpretModule } from "../../src/python/interpret.ts";
import { parseModule } from "../../src/python/parse.ts";
import type { PyValue } from "../../src/python/value.ts";

/** Runs `main` with the given modules beside it; `trace(x)` of the module `host` is remembered. */
function run(modules: Readonly<Record<string, string>>, main: string): readonly string[] {
  const told: string[] = [];
  const parsed = new Map(Object.entries(modules).map(([name, text]) => [name, parseModule(text)]));
  const trace: HostObject = {
    description: "trace",
    call(args, site) {
      told.push(args.map((it) => show(it.value)).join(" "));
      return { type: "none", span: site.call };
    },
  };
  const at = { start: 0, end: 0 };
  interpretModule(parseModule(main), {
    host: {
      module: (name) =>
        name === "host"
          ? {
              type: "host",
              object: {
                description: "host",
                attribute: (it) => (it === "trace" ? { type: "host", object: trace, span: at } : undefined),
              },
              span: at,
            }
          : undefined,
      sourceModule(name, level, from) {
        const home = (from ?? "main.py").split("/").slice(0, -1);
        const base = level === 0 ? [] : home.slice(0, home.length - level + 1);
        const path = [...base, ...name.split(".").filter((it) => it !== "")].join("/");
        for (const file of [`${path}.py`, path === "" ? "__init__.py" : `${path}/__init__.py`]) {
          const module = parsed.get(file);
          if (module !== undefined) return { file, module };
        }
        return undefined;
      },
      gap: (why) => told.push(`gap ${why.reason}`),
      raised: () => told.push("raised"),
    },
  });
  return told;
}

function show(value: PyValue): string {
  switch (value.type) {
    case "str":
      return value.value;
    case "int":
      return String(value.value);
    case "list":
      return `[${value.elements.map(show).join(",")}]`;
    default:
      return value.type;
  }
}

const traceImport = "from host import trace\n";

describe("a module of the project runs as far as its names are asked for", () => {
  test("what is not asked for does not run", () => {
    const shared = `${traceImport}trace("loaded")\nwhile True:\n    pass\nX = 1\n`;
    expect(run({ "shared.py": shared }, `${traceImport}from shared import X\ntrace(X)\n`)).toEqual(["1"]);
  });

  test("constants that depend on others, functions and what they call", () => {
    const shared = "A = 'a'\nB = A + 'b'\ndef inner(): return B\ndef outer(): return inner() + A\n";
    expect(run({ "shared.py": shared }, `${traceImport}from shared import outer\ntrace(outer())\n`)).toEqual(["aba"]);
  });

  test("a list sees what changes it, and each statement sees it as it is at its place", () => {
    const shared = "X = [1]\nY = list(X)\nX.append(2)\nZ = list(X)\nX += [3]\nfor i in [4, 5]:\n    X.append(i)\n";
    const main = `${traceImport}from shared import X, Y, Z\ntrace(X)\ntrace(Y)\ntrace(Z)\n`;
    expect(run({ "shared.py": shared }, main)).toEqual(["[1,2,3,4,5]", "[1]", "[1,2]"]);
    const other = `${traceImport}from shared import Y, Z, X\ntrace(Y)\ntrace(X)\ntrace(Z)\n`;
    expect(run({ "shared.py": shared }, other)).toEqual(["[1]", "[1,2,3,4,5]", "[1,2]"]);
  });

  test("a name that is bound again", () => {
    const shared = "X = 'a'\nY = X\nX = X + 'b'\n";
    expect(run({ "shared.py": shared }, `${traceImport}import shared\ntrace(shared.X, shared.Y)\n`)).toEqual(["ab a"]);
  });

  test("a function that sets a global", () => {
    const shared = "X = 'a'\ndef configure():\n    global X\n    X = 'b'\nconfigure()\n";
    expect(run({ "shared.py": shared }, `${traceImport}from shared import X\ntrace(X)\n`)).toEqual(["b"]);
  });

  test("a registry that decorators and subclasses fill", () => {
    const shared =
      "names = []\ndef register(f):\n    names.append(f.__name__)\n    return f\nclass R:\n    add = register\nr = R\n@register\ndef one(): pass\n";
    // A plain decorator is not seen to change a list that only its body names; a list that is read through it is.
    expect(run({ "shared.py": shared }, `${traceImport}from shared import one, names\ntrace(names)\n`)).toEqual([
      "[one]",
    ]);
  });

  test("both sides of a condition, and try", () => {
    const shared =
      "try:\n    from missing import X\nexcept ImportError:\n    X = 'own'\nif len('ab') == 2:\n    Y = 'two'\nelse:\n    Y = 'other'\n";
    expect(run({ "shared.py": shared }, `${traceImport}from shared import Y\ntrace(Y)\n`)).toEqual(["two"]);
  });

  test("modules in a circle", () => {
    const a = "X = 'x'\nfrom b import Y\nZ = Y + X\n";
    const b = "from a import X\nY = 'y' + X\n";
    expect(run({ "a.py": a, "b.py": b }, `${traceImport}from a import Z\ntrace(Z)\n`)).toEqual(["yxx"]);
  });

  test("star imports, __all__ and names that are re-exported", () => {
    const modules = {
      "pkg/__init__.py": "from .types import *\nfrom .other import hidden as shown\n",
      "pkg/types.py": "__all__ = ['A']\nA = 'a'\nB = 'b'\n",
      "pkg/other.py": "hidden = 'h'\n",
    };
    expect(
      run(modules, `${traceImport}from pkg import A, shown\nimport pkg.other\ntrace(A, shown, pkg.other.hidden)\n`),
    ).toEqual(["a h h"]);
    expect(run(modules, `${traceImport}from pkg import *\ntrace(A)\n`)).toEqual(["a"]);
  });

  test("what a module does while it is imported is no part of the migration", () => {
    const shared =
      "import unknown_library\nunknown_library.setup()\nif unknown_library.x: raise RuntimeError()\nX = unknown_library.start('a')\nY = 'y'\n";
    expect(run({ "shared.py": shared }, `${traceImport}from shared import X, Y\ntrace(Y)\n`)).toEqual(["y"]);
  });

  test("an import under an unknown condition leaves the module's values", () => {
    const shared = "X = []\nX.append(1)\n";
    const main = `${traceImport}import unknown_library\nif unknown_library.x:\n    from shared import X\n    trace(X)\nelse:\n    from shared import X\n    trace(X)\ntrace(X)\n`;
    expect(run({ "shared.py": shared }, main)).toEqual(["[1]", "[1]", "[1]"]);
  });
});
