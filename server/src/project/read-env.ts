import type { Problem } from "../base/problem.ts";
import { parseModule } from "../python/parse.ts";
import type { PyModule } from "../python/syntax.ts";
import { type ConfigureCall, configureCalls } from "./configure-calls.ts";
import { defaultAnalysisConfig } from "./default-analysis-config.ts";
import { flaskDatabases } from "./flask-database.ts";
import { namingConventionOf } from "./naming-convention.ts";
import { driversOf } from "./offline-drivers.ts";
import type { AnalysisConfig, NamingConvention } from "./project-config.ts";
import { createResolver, type Place, type Resolved, type Resolver, type SourceModule } from "./resolve.ts";

export interface ReadEnvOptions {
  /** Path of env.py; null when the project has none. */
  readonly file: string | null;
  /** Its text; null when it could not be read. */
  readonly text: string | null;
  /** Modules of the project that set up Flask-Migrate, when env.py asks the Flask application for its database. */
  readonly applications?: readonly { readonly file: string; readonly module: PyModule }[];
  /** Modules that env.py imports, where the project has their source. */
  readonly sourceModule?: SourceModule;
  readonly versions?: {
    readonly alembic?: string | null;
    readonly sqlalchemy?: AnalysisConfig["sqlalchemy"];
    readonly postgres?: number | null;
    /** Drivers that the project depends on: what env.py can use when it computes its URL. */
    readonly drivers?: readonly string[];
  };
  /** `sqlalchemy.url`, which names the dialect when env.py does not. */
  readonly databaseUrl?: string | null;
  /** `config.get_main_option(name)`: an option of the ini; null when it has none. Absent: the ini is not read. */
  readonly mainOption?: (name: string) => string | null;
}

/**
 * What env.py says about rendering and rules, read without running it: the arguments of `context.configure` (online and offline) and the
 * naming convention of `target_metadata`. What is computed is null or "unknown", never a default that was not written.
 * https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.environment.EnvironmentContext.configure
 */
export function readEnv(options: ReadEnvOptions): AnalysisConfig {
  const versions: Pick<AnalysisConfig, "alembic" | "sqlalchemy" | "postgres" | "dialect"> = {
    alembic: options.versions?.alembic ?? null,
    sqlalchemy: options.versions?.sqlalchemy ?? null,
    postgres: options.versions?.postgres ?? null,
    dialect: dialectOf(options.databaseUrl ?? null),
  };
  if (options.file === null || options.text === null) {
    return { ...defaultAnalysisConfig, ...versions, envFile: options.file, drivers: options.versions?.drivers ?? [] };
  }
  const file = options.file;
  const module = parseModule(options.text);
  const resolver = createResolver(options.sourceModule);
  const place = resolver.modulePlace(file, module);
  const calls = readConfigureCalls(place, resolver, options.mainOption);
  const online = calls.filter((it) => it.mode !== "offline");
  const offline = calls.filter((it) => it.mode !== "online");
  const problems: Problem[] = [];
  const application = flaskDatabases(options.applications ?? [], resolver);
  // An env.py with one kind of call only is read for both.
  const onlineConvention = conventionOf(online.length > 0 ? online : calls, resolver, application);
  const offlineConvention = conventionOf(offline.length > 0 ? offline : calls, resolver, application);

  const table = oneText(calls, "version_table", "alembic_version");
  const schema = oneText(calls, "version_table_schema", null);
  const versionTableKnown = calls.length > 0 && table.known && schema.known;
  if (calls.length > 0 && !(table.known && schema.known) && !calls.every((it) => it.hasSpread)) {
    const message =
      "env.py computes version_table or version_table_schema, so Limbeck cannot know which table says what is applied. A literal makes it readable.";
    problems.push({ code: "version-table-unknown", message, file });
  }
  return {
    ...versions,
    envFile: file,
    dialect: literalDialect(calls) ?? versions.dialect,
    namingConvention: onlineConvention,
    offlineNamingConvention: isSameConvention(onlineConvention, offlineConvention) ? null : offlineConvention,
    versionTable: table.value ?? "alembic_version",
    versionTableKnown,
    versionTableSchema: schema.value,
    offlineVersionTableSchema:
      offline.length === 0 ? { known: false, value: null } : oneText(offline, "version_table_schema", null),
    versionTablePk: oneFlag(calls, "version_table_pk", true) ?? true,
    literalBinds: oneFlag(offline, "literal_binds", false),
    paramstyle: paramstyleOf(offline),
    drivers: driversOf({ module, calls: offline, options }),
    transactionPerMigration: oneFlag(online, "transaction_per_migration", false),
    offlineTransactionPerMigration: oneFlag(offline, "transaction_per_migration", false),
    // Without the argument PostgreSQL's own default holds: its DDL is transactional.
    transactionalDdl: oneFlag(calls, "transactional_ddl", true),
    problems,
  };
}

/** A call with its arguments looked up. */
export interface ReadCall extends ConfigureCall {
  /** Possible values of each argument that is given. */
  readonly options: ReadonlyMap<string, readonly Resolved[]>;
  /** `**arguments` that could not be read: anything else may have been given too. */
  readonly hasSpread: boolean;
}

/** The calls of `context.configure` in env.py with their arguments looked up. */
export function readConfigureCalls(
  place: Place,
  resolver: Resolver,
  mainOption?: ReadEnvOptions["mainOption"],
): readonly ReadCall[] {
  return configureCalls(place, resolver).map((it) => readArguments(it, resolver, mainOption));
}

function readArguments(found: ConfigureCall, resolver: Resolver, mainOption: ReadEnvOptions["mainOption"]): ReadCall {
  const options = new Map<string, readonly Resolved[]>();
  let hasSpread = false;
  for (const { name, value } of found.call.keywords) {
    const values = resolver.resolve(value, found.place).map((it) => mainOptionOf(it, found.place, mainOption));
    if (name !== null) {
      options.set(name, values);
      continue;
    }
    const [only, ...others] = values;
    if (only?.kind === "dict" && others.length === 0) {
      for (const entry of only.entries) options.set(entry.key, entry.value);
      if (!only.complete) hasSpread = true;
    } else hasSpread = true;
  }
  return { ...found, options, hasSpread };
}

/** `config.get_main_option("x")` as the text of the ini, unless env.py sets options itself. The URL has rules of its own. */
function mainOptionOf(value: Resolved, place: Place, mainOption: ReadEnvOptions["mainOption"]): Resolved {
  if (value.kind !== "call" || mainOption === undefined) return value;
  const [callee] = value.callee;
  const [argument, ...others] = value.call.args;
  if (callee?.kind !== "external" || callee.name !== "alembic.context.config.get_main_option") return value;
  if (argument?.type !== "StringLiteral" || argument.value === "sqlalchemy.url") return value;
  if (others.length > 0 || value.call.keywords.length > 0 || /set_(?:main|section)_option\(/.test(place.module.text))
    return value;
  const text = mainOption(argument.value);
  return text === null ? { kind: "none" } : { kind: "text", value: text };
}

/** The one text that all calls agree on; not known when a call computes it or may be given it by a spread. */
function oneText(
  calls: readonly ReadCall[],
  name: string,
  fallback: string | null,
): { readonly known: boolean; readonly value: string | null } {
  const found = new Set<string | null>();
  let known = true;
  for (const { options, hasSpread } of calls) {
    const values = options.get(name);
    if (values === undefined) {
      if (hasSpread) known = false;
      else found.add(fallback);
    }
    for (const value of values ?? []) {
      if (value.kind === "text") found.add(value.value);
      else if (value.kind === "none") found.add(null);
      else known = false;
    }
  }
  // A name that only the online (or only the offline) call is given is what the run that has it uses; the online run decides.
  if (found.size > 1) {
    const online = calls.filter((it) => it.mode !== "offline");
    return online.length > 0 && online.length < calls.length
      ? oneText(online, name, fallback)
      : { known: false, value: null };
  }
  const [value = fallback] = found;
  return { known, value: known ? value : (value ?? fallback) };
}

function oneFlag(calls: readonly ReadCall[], name: string, fallback: boolean): boolean | null {
  const found = new Set<boolean | null>();
  for (const { options, hasSpread } of calls) {
    const values = options.get(name);
    if (values === undefined) found.add(hasSpread ? null : fallback);
    for (const value of values ?? []) {
      if (value.kind === "boolean") found.add(value.value);
      else found.add(value.kind === "none" ? fallback : null);
    }
  }
  const [only] = found;
  return found.size === 1 ? (only ?? null) : null;
}

/** What all offline calls agree on; "default" when none of them names a style, null when one computes its options. */
function paramstyleOf(calls: readonly ReadCall[]): string | null {
  const found = new Set<string | null>();
  for (const { options, hasSpread } of calls) {
    const given = options.get("dialect_opts");
    if (given === undefined) found.add(hasSpread ? null : "default");
    for (const value of given ?? []) for (const it of paramstylesIn(value)) found.add(it);
  }
  const [only = null] = found;
  return found.size === 1 ? only : null;
}

function paramstylesIn(value: Resolved): readonly (string | null)[] {
  if (value.kind === "none") return ["default"];
  if (value.kind !== "dict") return [null];
  const given = value.entries.find((entry) => entry.key === "paramstyle")?.value;
  if (given === undefined) return [value.complete ? "default" : null];
  return given.map((it) => (it.kind === "text" ? it.value : it.kind === "none" ? "default" : null));
}

function literalDialect(calls: readonly ReadCall[]): string | null {
  for (const { options } of calls) {
    const [only, ...others] = options.get("dialect_name") ?? [];
    if (only?.kind === "text" && others.length === 0) return only.value;
  }
  return null;
}

/** The scheme of a SQLAlchemy URL without the driver; null for the placeholder that `alembic init` writes. */
function dialectOf(url: string | null): string | null {
  const scheme = /^([A-Za-z][A-Za-z0-9_]*)(?:\+[A-Za-z0-9_]+)?:\/\//.exec(url ?? "")?.[1];
  if (scheme === undefined || scheme === "driver") return null;
  return scheme === "postgres" ? "postgresql" : scheme;
}

function isSameConvention(a: NamingConvention, b: NamingConvention): boolean {
  const text = (it: NamingConvention): string =>
    it.kind === "known" ? JSON.stringify(Object.entries(it.templates).sort()) : it.kind;
  return text(a) === text(b);
}

function conventionOf(
  calls: readonly ReadCall[],
  resolver: Resolver,
  application: readonly Resolved[],
): NamingConvention {
  const found: NamingConvention[] = [];
  for (const { call, place, options, hasSpread } of calls) {
    const written = call.keywords.find((it) => it.name === "target_metadata");
    if (written !== undefined) found.push(namingConventionOf(written.value, place, resolver, application));
    else if (hasSpread || options.has("target_metadata")) {
      found.push({ kind: "unknown", detail: "target_metadata is passed in a computed dictionary" });
    } else found.push({ kind: "none" });
  }
  const [first, ...others] = found;
  if (first === undefined) return { kind: "unknown", detail: "env.py has no context.configure that could be read" };
  const blind = found.find((it) => it.kind === "unknown");
  if (blind !== undefined) return blind;
  const known = found.filter((it) => it.kind === "known");
  if (known.length === 0 || others.length === 0) return first;
  const texts = new Set(known.map((it) => JSON.stringify(Object.entries(it.templates).sort())));
  if (texts.size === 1 && known.length === found.length) return first;
  return { kind: "unknown", detail: "the calls of context.configure have different metadata" };
}
