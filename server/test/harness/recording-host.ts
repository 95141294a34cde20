import type { Span } from "../../src/base/span.ts";
import type { CallSite, Host, HostObject } from "../../src/python/host.ts";
import type { ModuleRun } from "../../src/python/interpret.ts";
import { interpretModule } from "../../src/python/interpret.ts";
import { parseModule } from "../../src/python/parse.ts";
import type { PyValue } from "../../src/python/value.ts";

const nowhere: Span = { start: 0, end: 0 };

/** A value as a short text. */
export function showValue(value: PyValue | undefined): string {
  if (value === undefined) return "nothing";
  const open = "open" in value && value.open !== null ? "…" : "";
  switch (value.type) {
    case "none":
      return "None";
    case "bool":
      return value.value ? "True" : "False";
    case "str":
      return JSON.stringify(value.value);
    case "int":
    case "float":
      return String(value.value);
    case "list":
      return `[${value.elements.map(showValue).join(", ")}${open}]`;
    case "tuple":
      return `(${value.elements.map(showValue).join(", ")}${open})`;
    case "set":
      return `{${value.elements.map(showValue).join(", ")}${open}}`;
    case "dict":
      return `{${value.entries.map((it) => `${showValue(it.key)}: ${showValue(it.value)}`).join(", ")}${open}}`;
    case "host":
      return value.object.description;
    case "function":
    case "class":
      return `${value.type} ${value.name}`;
    case "instance":
      return `a ${value.class.name}`;
    case "unknown":
      return `?${value.why.reason}`;
    default:
      return value.type;
  }
}

export interface Recording {
  /** What the host was told, in order: calls with their conditions in square brackets, gaps, raises, enters and exits. */
  readonly lines: string[];
  readonly sites: CallSite[];
  readonly run: ModuleRun;
  readonly value: (name: string) => string;
}

export interface RecordingOptions {
  readonly budget?: number;
  readonly sources?: Readonly<Record<string, string>>;
  /** Functions to call after the module has run; `main` when it exists. */
  readonly call?: string;
}

/**
 * Interprets a module with a host whose module `db` acts (`db.anything(…)` is recorded), whose module `lib` is made of inert values, and
 * which knows the sources given. `db.ask(…)` gives an unknown result of a query.
 */
export function record(source: string, options: RecordingOptions = {}): Recording {
  const lines: string[] = [];
  const sites: CallSite[] = [];
  const where = (site: CallSite): string =>
    site.conditions.length === 0 ? "" : ` [${site.conditions.map((it) => `${it.kind} ${it.text}`).join(", ")}]`;
  const object = (path: string, inert: boolean): PyValue => {
    const it: HostObject = {
      description: path,
      inert,
      attribute: (name) => (name.startsWith("missing") ? undefined : object(`${path}.${name}`, inert)),
      call(args, site) {
        const shown = args.map((arg) =>
          arg.spreadUnknown ? "*?" : `${arg.name === null ? "" : `${arg.name}=`}${showValue(arg.value)}`,
        );
        if (inert) return object(`${path}(${shown.join(", ")})`, true);
        sites.push(site);
        lines.push(`${path}(${shown.join(", ")})${where(site)}`);
        if (path.endsWith(".ask")) {
          return { type: "unknown", why: { reason: "query", detail: "a query result" }, span: site.call };
        }
        return path.endsWith(".nothing") ? undefined : object(`${path}()`, false);
      },
      enter(site) {
        lines.push(`enter ${path}${where(site)}`);
        return object(`${path} entered`, inert);
      },
      exit(site) {
        lines.push(`exit ${path}${where(site)}`);
      },
      setAttribute(name, value, site) {
        lines.push(`${path}.${name} = ${showValue(value)}${where(site)}`);
      },
      ...(inert
        ? {
            binary: (operator, other, reflected) =>
              object(
                reflected ? `(${showValue(other)} ${operator} ${path})` : `(${path} ${operator} ${showValue(other)})`,
                true,
              ),
            compare: (operator, other, reflected) =>
              operator === "is" || operator === "is not"
                ? undefined
                : object(
                    reflected
                      ? `(${showValue(other)} ${operator} ${path})`
                      : `(${path} ${operator} ${showValue(other)})`,
                    true,
                  ),
            unary: (operator) => object(`(${operator}${path})`, true),
            subscript: (index) => object(`${path}[${showValue(index)}]`, true),
            iterate: () => (path.endsWith("pair") ? [object(`${path}.0`, true), object(`${path}.1`, true)] : undefined),
            truth: () => (path.endsWith("false") ? "no" : path.endsWith("true") ? "yes" : "unknown"),
          }
        : {}),
    };
    return { type: "host", object: it, span: nowhere };
  };
  const host: Host = {
    module(name) {
      if (/^db(?:\.|$)/.test(name)) return object(name, false);
      return /^lib(?:\.|$)/.test(name) ? object(name, true) : undefined;
    },
    sourceModule(name, level, fromFile) {
      const file = `${".".repeat(level)}${name}`;
      const text = options.sources?.[file];
      if (text === undefined) return undefined;
      lines.push(`read ${file} from ${fromFile ?? "the file"}`);
      const known = modules.get(file) ?? parseModule(text);
      modules.set(file, known);
      return { file, module: known };
    },
    raised: (exception, site) => {
      lines.push(`raised ${exception === null ? "again" : showValue(exception)}${where(site)}`);
    },
    gap: (why, site) => {
      lines.push(`gap ${why.reason}: ${why.detail}${where(site)}`);
    },
  };
  const modules = new Map<string, ReturnType<typeof parseModule>>();
  const run = interpretModule(parseModule(source), { host, budget: options.budget });
  const main = run.globals.get(options.call ?? "main");
  if (main !== undefined) {
    const result = run.callFunction(main, [], nowhere);
    if (result.type !== "none") lines.push(`result ${showValue(result)}`);
  }
  return { lines, sites, run, value: (name) => showValue(run.globals.get(name)) };
}

/** What the host is told by the lines of a function, where `db` acts, `lib` is inert and `unread` is imported from code that is not read. */
export function tell(...body: readonly string[]): readonly string[] {
  const program = ["import db, lib", "from app import unread", "def main():", ...body.map((it) => `    ${it}`), ""];
  return record(program.join("\n")).lines;
}
