import type { PyModule } from "../python/syntax.ts";
import type { ReadCall, ReadEnvOptions } from "./read-env.ts";
import type { Resolved } from "./resolve.ts";

interface OfflineDriversInput {
  readonly module: PyModule;
  /** The offline calls of `context.configure`. */
  readonly calls: readonly ReadCall[];
  readonly options: ReadEnvOptions;
}

/**
 * Drivers that the dialect of an offline run can have: of `url=` or `dialect_name=` where they are written, otherwise those that the project depends on
 * and the one that a URL without a driver means, for an offline run needs no installed driver. Empty when nothing tells.
 */
export function driversOf({ module, calls, options }: OfflineDriversInput): readonly string[] {
  const found = new Set<string | null>();
  // `set_main_option("sqlalchemy.url", …)` anywhere makes the ini's URL one that does not count.
  const isOverridden = /set_(?:main|section)_option\(|sqlalchemy\.url["']\]\s*=|file_config\.set\(/.test(module.text);
  const ofIni = (): string | null => (isOverridden ? null : driverOfUrl(options.databaseUrl ?? null));
  for (const { options: given, hasSpread } of calls) {
    // Alembic looks at the URL first, then at the dialect's name.
    const url = given.get("url");
    const name = given.get("dialect_name");
    const values = url ?? name;
    if (values === undefined || (hasSpread && url === undefined)) found.add(null);
    for (const value of values ?? []) found.add(ofValue(value, ofIni));
  }
  if (found.size > 0 && !found.has(null)) return [...found].flatMap((it) => it ?? []).sort();
  const dependencies = options.versions?.drivers ?? [];
  return dependencies.length === 0 ? [] : ["default", ...dependencies];
}

function ofValue(value: Resolved, ofIni: () => string | null): string | null {
  switch (value.kind) {
    case "text":
      return driverOfUrl(value.value.includes("://") ? value.value : `${value.value}://`);
    case "unknown":
      return driverOfUrl(value.prefix ?? null);
    case "call": {
      const [callee] = value.callee;
      const [argument] = value.call.args;
      const isIniUrl =
        callee?.kind === "external" &&
        callee.name === "alembic.context.config.get_main_option" &&
        argument?.type === "StringLiteral" &&
        argument.value === "sqlalchemy.url";
      return isIniUrl ? ofIni() : null;
    }
    default:
      return null;
  }
}

/** `psycopg` of `postgresql+psycopg://…`, "default" of `postgresql://…`; null for other databases and for the placeholder of `alembic init`. */
function driverOfUrl(url: string | null): string | null {
  const match = /^(?:postgresql|postgres)(?:\+([A-Za-z0-9_]+))?:\/\//.exec(url ?? "");
  if (match === null) return null;
  return match[1] ?? "default";
}
