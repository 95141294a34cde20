import type { Span } from "../base/span.ts";
import { plainString } from "./mapped-string.ts";
import type { Run } from "./run.ts";
import { unknown } from "./run.ts";
import { standardFunctions } from "./standard-functions.ts";
import type { PyValue } from "./value.ts";
import type { BuiltinObject } from "./values.ts";
import { bool } from "./values.ts";

/** Modules that cannot reach a database: an unknown function of theirs has no effect that matters. */
const harmless = new Set(
  (
    "__future__ abc argparse ast base64 bisect calendar click collections contextlib copy csv dataclasses datetime decimal enum " +
    "fractions functools gettext glob hashlib heapq hmac html importlib inspect io itertools json locale logging loguru math " +
    "numbers operator os pathlib pickle platform pprint random re secrets shutil stat statistics string structlog sys tempfile " +
    "requests httpx tqdm rich dotenv pytz dateutil textwrap time timeit traceback types typing typing_extensions unicodedata urllib uuid warnings weakref yaml zlib zoneinfo"
  ).split(" "),
);

export function isHarmlessModule(name: string): boolean {
  return harmless.has(name.split(".")[0] ?? name);
}

/** A module of Python itself as far as it is read; undefined when it is not known at all. Names that are not read are unknown. */
export function standardModule(run: Run, name: string, span: Span): PyValue | undefined {
  const cached = run.builtins.get(`module ${name}`);
  if (cached !== undefined) return cached;
  if (!isHarmlessModule(name)) return undefined;
  const value = namespace(run, name, span);
  run.builtins.set(`module ${name}`, value);
  return value;
}

/** `datetime`, and below it `datetime.datetime`: a dotted name whose attributes are members or unknown. */
function namespace(run: Run, path: string, span: Span): PyValue {
  const object: BuiltinObject = {
    description: path,
    builtin: path,
    inert: true,
    truth: () => "yes",
    attribute: (name, at) => member(run, `${path}.${name}`, at),
    call: (args, site) => {
      const call = Object.hasOwn(standardFunctions, path) ? standardFunctions[path] : undefined;
      return call?.(run, args, site) ?? unknown(reasonOf(path), `result of ${path}()`, site.call);
    },
  };
  return { type: "host", object, span };
}

function member(run: Run, path: string, span: Span): PyValue {
  const cached = run.builtins.get(`module ${path}`);
  if (cached !== undefined) return cached;
  const text = Object.hasOwn(textConstants, path) ? textConstants[path] : undefined;
  if (text !== undefined) return plainString(text, span);
  if (path === "typing.TYPE_CHECKING") return bool(false, span);
  if (/^(?:os\.environ|sys\.(?:argv|version_info|platform|path|modules|stdin))$/.test(path))
    return unknown("input", path, span);
  const value = namespace(run, path, span);
  run.builtins.set(`module ${path}`, value);
  return value;
}

const textConstants: Readonly<Record<string, string>> = {
  "os.sep": "/",
  "os.path.sep": "/",
  "os.pardir": "..",
  "os.path.pardir": "..",
  "os.curdir": ".",
  "os.linesep": "\n",
  "string.ascii_lowercase": "abcdefghijklmnopqrstuvwxyz",
  "string.ascii_uppercase": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  "string.ascii_letters": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
  "string.digits": "0123456789",
  "string.hexdigits": "0123456789abcdefABCDEF",
  "string.octdigits": "01234567",
  "string.punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
  "string.whitespace": " \t\n\r\v\f",
};

/** Why the result of a function that is not read is not known: most of what these modules give comes from outside. */
function reasonOf(path: string): "input" | "call" {
  return /^(?:os|sys|time|random|secrets|uuid|pathlib|io|glob|tempfile|platform|datetime\.(?:datetime|date)\.(?:now|utcnow|today))\b/.test(
    path,
  ) && !/^uuid\.UUID$/.test(path)
    ? "input"
    : "call";
}
