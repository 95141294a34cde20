import { execFileSync } from "node:child_process";
import type { PyValue } from "../../src/python/value.ts";

/** A value of Python in plain data: both sides of a comparison are brought to this form. */
export type Plain =
  | null
  | boolean
  | string
  | { readonly int: string }
  | { readonly float: string }
  | { readonly list: readonly Plain[] }
  | { readonly tuple: readonly Plain[] }
  | { readonly set: readonly string[] }
  | { readonly dict: readonly (readonly [Plain, Plain])[] }
  | { readonly member: string }
  | { readonly other: string };

const program = `
import ast, contextlib, enum, io, json, sys

def plain(value, depth=0):
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, enum.Enum):
        return {"member": type(value).__name__ + "." + value.name}
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, str):
        return value
    if isinstance(value, (dict,)):
        return {"dict": [[plain(k), plain(v)] for k, v in value.items()]}
    if isinstance(value, (set, frozenset)):
        return {"set": sorted(json.dumps(plain(it)) for it in value)}
    if type(value) is tuple:
        return {"tuple": [plain(it) for it in value]}
    if isinstance(value, (list, range, zip, map, filter, enumerate, reversed)) or type(value).__name__ in ("dict_items", "dict_keys", "dict_values"):
        return {"list": [plain(it) for it in value]}
    return {"other": type(value).__name__}

work = json.load(sys.stdin)
results = []
for text in work["programs"]:
    scope = {"__name__": "__main__"}
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(text, "<test>", "exec"), scope)
        results.append({k: plain(v) for k, v in scope.items() if not k.startswith("__")})
    except BaseException as error:
        results.append({"error": type(error).__name__ + ": " + str(error)})
literals = []
for text in work["literals"]:
    literals.append(plain(ast.literal_eval(text)))
json.dump({"programs": results, "literals": literals}, sys.stdout)
`;

export interface OracleAnswer {
  readonly programs: readonly Readonly<Record<string, Plain>>[];
  readonly literals: readonly Plain[];
}

/** Runs programs and evaluates literals with the real Python, all in one process. */
export function askPython(work: {
  readonly programs: readonly string[];
  readonly literals: readonly string[];
}): OracleAnswer {
  const python = process.env.LIMBECK_TEST_PYTHON_NEW ?? (process.platform === "win32" ? "python" : "python3");
  const output = execFileSync(python, ["-c", program], {
    input: JSON.stringify(work),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, PYTHONUTF8: "1", PYTHONWARNINGS: "ignore" },
  });
  return JSON.parse(output, (key, value) => (key === "float" ? String(fromPythonFloat(value)) : value)) as OracleAnswer;
}

/** Our value in the same form; an unknown one says so. */
export function plainValue(value: PyValue): Plain | { readonly unknown: string } {
  const many = (elements: readonly PyValue[]): Plain[] => elements.map((it) => plainValue(it) as Plain);
  const complete = value as { readonly open?: unknown };
  if (complete.open !== undefined && complete.open !== null) return { unknown: `open ${value.type}` };
  switch (value.type) {
    case "none":
      return null;
    case "bool":
    case "str":
      return value.value;
    case "int":
      return { int: value.value.toString() };
    case "float":
      return { float: String(value.value) };
    case "list":
      return { list: many(value.elements) };
    case "tuple":
      return { tuple: many(value.elements) };
    case "set":
      return { set: value.elements.map((it) => pythonJson(plainValue(it))).sort() };
    case "dict":
      return { dict: value.entries.map((it) => [plainValue(it.key) as Plain, plainValue(it.value) as Plain]) };
    case "instance": {
      const name = value.attributes.get("name");
      if (value.class.enumMembers !== null && name?.type === "str")
        return { member: `${value.class.name}.${name.value}` };
      return { other: value.class.name };
    }
    case "unknown":
      return { unknown: `${value.why.reason}: ${value.why.detail}` };
    default:
      return { other: value.type };
  }
}

/** `json.dumps` puts a space behind commas and colons. */
function pythonJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('":', '": ').replaceAll(",", ", ");
}

function fromPythonFloat(text: string): number {
  return text.endsWith("inf") ? Number(text.replace("inf", "Infinity")) : Number(text);
}
