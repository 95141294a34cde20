import type { Call, Expression } from "../python/syntax.ts";
import { flaskDatabase } from "./flask-database.ts";
import type { NamingConvention } from "./project-config.ts";
import type { DictEntry, Place, Resolved, Resolver } from "./resolve.ts";
import { scopeOf } from "./scope.ts";

const none: NamingConvention = { kind: "none" };
const deepest = 16;

/**
 * The naming convention of what an expression such as `Base.metadata` stands for, read through the project's own modules.
 * "none" only when it certainly has none; several candidates that differ are "unknown".
 * Rules of SQLAlchemy 1.4 to 2.1 and Flask-SQLAlchemy 2 and 3. `application`: the databases that a Flask application gives to Flask-Migrate.
 */
export function namingConventionOf(
  target: Expression,
  place: Place,
  resolver: Resolver,
  application: readonly Resolved[] = [],
): NamingConvention {
  const conventionOf = (values: readonly Resolved[], depth: number): NamingConvention =>
    agree(values.map((it) => ofMetadata(it, depth)));

  /** `value` is a MetaData (or None, or a list of them). */
  const ofMetadata = (value: Resolved, depth: number): NamingConvention => {
    if (depth > deepest) return unknown("the metadata is defined through too many other names");
    switch (value.kind) {
      case "none":
        return none;
      case "list":
        // Alembic takes the convention of a MetaData only (alembic/operations/schemaobj.py, 1.8 to 1.20); a list has none.
        return none;
      case "call":
        if (value.callee.some((it) => isExternal(it, "MetaData")))
          return assignedLater(value.place) ?? ofMetaDataCall(value);
        return unknown("the metadata is the result of a call");
      case "attribute":
        if (value.name === "metadata")
          return agree(value.of.map((it) => metadataAttribute(it, value.place, depth + 1)));
        return unknown(`the metadata is taken from an attribute ${value.name}`);
      case "external":
        if (flaskDatabase.test(value.name)) return ofFlask(value.name.replace(flaskDatabase, ""), depth + 1);
        if (value.name.endsWith("SQLModel.metadata")) return assignedLater(place) ?? none;
        return unknown(`${value.name} is not read`);
      case "module":
        return unknown(`${value.name} could not be read`);
      case "unknown":
        return unknown(value.detail);
      default:
        return unknown("the metadata is not a MetaData object that could be read");
    }
  };

  /** `.metadata`, `.Model.metadata` and `.metadatas[None]` of the application's database. */
  const ofFlask = (path: string, depth: number): NamingConvention => {
    if (!/^(?:\.Model)?\.metadata$|^\.metadatas\.None$/.test(path))
      return unknown("the metadata is taken from the Flask application");
    if (application.length === 0) return unknown("the Flask application's database could not be found");
    return agree(application.map((it) => metadataAttribute(it, place, depth)));
  };

  /** The convention of `value.metadata`. */
  const metadataAttribute = (value: Resolved, from: Place, depth: number): NamingConvention => {
    if (depth > deepest) return unknown("the metadata is defined through too many other names");
    switch (value.kind) {
      case "class":
        return assignedLater(value.place) ?? ofClass(value, depth + 1);
      case "call": {
        const { callee, call } = value;
        const later = assignedLater(value.place) ?? assignedLater(from);
        if (later !== null) return later;
        if (callee.some((it) => isExternal(it, "declarative_base", "automap_base", "registry", "SQLAlchemy"))) {
          return ofFactory(value, depth + 1);
        }
        const [only] = callee;
        if (only?.kind === "attribute" && only.name === "generate_base") {
          return agree(only.of.map((it) => metadataAttribute(it, from, depth + 1)));
        }
        // A subclass of SQLAlchemy or MetaData defined in the project: what it is given decides, if it is given something.
        const given = keyword(call, "metadata");
        if (given !== null) return conventionOf(resolver.resolve(given, value.place), depth + 1);
        if (only?.kind === "class") {
          if (isPlainDatabase(only, depth)) return ofFactory(value, depth + 1);
          return unknown(`${only.definition.name}() makes the metadata itself`);
        }
        return unknown("the metadata belongs to the result of a call");
      }
      case "attribute":
        // Flask-SQLAlchemy's base class of models shares the metadata of its database.
        if (value.name === "Model") return agree(value.of.map((it) => metadataAttribute(it, from, depth + 1)));
        return unknown("the metadata could not be followed");
      case "external":
        return value.name.endsWith(".SQLModel") ? (assignedLater(from) ?? none) : unknown(`${value.name} is not read`);
      case "module":
        return unknown(`${value.name} could not be read`);
      case "unknown":
        return unknown(value.detail);
      default:
        return unknown("the metadata could not be followed");
    }
  };

  /** A subclass of Flask-SQLAlchemy's SQLAlchemy that leaves the metadata to it. */
  const isPlainDatabase = (value: Extract<Resolved, { kind: "class" }>, depth: number): boolean => {
    const { definition, place: at } = value;
    const text = at.module.text.slice(definition.span.start, definition.span.end);
    if (depth > deepest || /metadata|naming_convention|declarative_base/.test(text)) return false;
    const bases = definition.bases.flatMap((it) => resolver.resolve(it, at));
    return bases.some((it) => isExternal(it, "SQLAlchemy") || (it.kind === "class" && isPlainDatabase(it, depth + 1)));
  };

  const ofClass = (value: Extract<Resolved, { kind: "class" }>, depth: number): NamingConvention => {
    const { definition } = value;
    const body = scopeOf(definition.body);
    const inside: Place = { ...value.place, scopes: [body, ...value.place.scopes] };
    if (body.names.has("metadata")) return conventionOf(resolver.name("metadata", inside), depth + 1);
    if (body.names.has("registry")) {
      return agree(resolver.name("registry", inside).map((it) => metadataAttribute(it, inside, depth + 1)));
    }
    for (const decorator of definition.decorators) {
      const [applied] = resolver.resolve(decorator, value.place);
      if (applied?.kind === "call" && applied.callee.some((it) => isExternal(it, "as_declarative")))
        return ofFactory(applied, depth);
      if (
        applied?.kind === "call" &&
        applied.callee.some((it) => it.kind === "attribute" && it.name === "as_declarative_base")
      ) {
        const owners = applied.callee.flatMap((it) => (it.kind === "attribute" ? it.of : []));
        return agree(owners.map((it) => metadataAttribute(it, value.place, depth + 1)));
      }
    }
    const found: NamingConvention[] = [];
    for (const base of definition.bases) {
      for (const it of resolver.resolve(base, value.place)) {
        if (
          isExternal(
            it,
            "AsyncAttrs",
            "MappedAsDataclass",
            "Generic",
            "Protocol",
            "DeclarativeBaseNoMeta",
            "DeclarativeBase",
          )
        ) {
          if (isExternal(it, "DeclarativeBase", "DeclarativeBaseNoMeta")) found.push(none);
        } else found.push(metadataAttribute(it, value.place, depth + 1));
      }
    }
    return found.length === 0 ? unknown(`class ${definition.name} has no metadata that could be read`) : agree(found);
  };

  /** `declarative_base(…)`, `registry(…)`, `SQLAlchemy(…)`: a metadata that is given, else a new one. */
  const ofFactory = ({ call, place: at }: Extract<Resolved, { kind: "call" }>, depth: number): NamingConvention => {
    const given = keyword(call, "metadata");
    if (given !== null) return conventionOf(resolver.resolve(given, at), depth + 1);
    const model = keyword(call, "model_class");
    if (model !== null) return agree(resolver.resolve(model, at).map((it) => metadataAttribute(it, at, depth + 1)));
    if (hasSpread(call)) return unknown("the arguments of a call are computed");
    return none;
  };

  const ofMetaDataCall = ({ call, place: at }: Extract<Resolved, { kind: "call" }>): NamingConvention => {
    // MetaData(bind, schema, quote_schema, naming_convention) in 1.4, without bind in 2.x: nobody passes it by position.
    const given = keyword(call, "naming_convention");
    if (given === null) return hasSpread(call) ? unknown("the arguments of MetaData are computed") : none;
    return agree(resolver.resolve(given, at).map(fromDict));
  };

  /** `Base.metadata.naming_convention = {…}` in the module that defines it or in env.py. */
  const assignedLater = (at: Place): NamingConvention | null => {
    const scope = at.scopes.at(-1);
    const found = scope?.attributes.filter((it) => it.name === "naming_convention") ?? [];
    const replaced = scope?.attributes.filter((it) => it.name === "metadata") ?? [];
    if (found.length > 0) return agree(found.flatMap((it) => resolver.resolve(it.value, at)).map(fromDict));
    if (replaced.length > 0) return unknown("the metadata is replaced after its class was made");
    return null;
  };

  const own = assignedLater(place);
  if (own !== null) return own;
  return conventionOf(resolver.resolve(target, place), 0);
}

function fromDict(value: Resolved): NamingConvention {
  if (value.kind === "none") return none;
  if (value.kind === "external" && value.name.endsWith("DEFAULT_NAMING_CONVENTION")) return none;
  if (value.kind !== "dict") return unknown(value.kind === "unknown" ? value.detail : "naming_convention is computed");
  if (!value.complete) return unknown("a part of naming_convention is computed");
  const templates: Record<string, string> = {};
  for (const entry of value.entries) {
    const text = templateOf(entry);
    // A token of the project's own is a function; the templates of the kinds are texts.
    if (text !== null) templates[entry.key] = text;
    else if (kinds.has(entry.key)) return unknown(`the template for ${entry.key} is computed`);
  }
  return Object.keys(templates).length === 0 ? none : { kind: "known", templates };
}

const kinds: ReadonlySet<string> = new Set(["ix", "uq", "ck", "fk", "pk"]);

function templateOf(entry: DictEntry): string | null {
  const [only, ...others] = entry.value;
  return only?.kind === "text" && others.length === 0 ? only.value : null;
}

function agree(found: readonly NamingConvention[]): NamingConvention {
  const [first, ...others] = found;
  if (first === undefined) return unknown("the metadata could not be found");
  const blind = found.find((it) => it.kind === "unknown");
  if (blind !== undefined) return blind;
  const same = others.every((it) => JSON.stringify(sorted(it)) === JSON.stringify(sorted(first)));
  return same ? first : unknown("there are several metadata objects with different conventions");
}

function sorted(convention: NamingConvention): unknown {
  return convention.kind === "known" ? Object.entries(convention.templates).sort() : convention.kind;
}

function unknown(detail: string): NamingConvention {
  return { kind: "unknown", detail };
}

/** A library's object of one of these names, wherever the library keeps it. */
function isExternal(value: Resolved, ...names: readonly string[]): boolean {
  return value.kind === "external" && names.includes(value.name.slice(value.name.lastIndexOf(".") + 1));
}

function keyword(call: Call, name: string): Expression | null {
  return call.keywords.find((it) => it.name === name)?.value ?? null;
}

function hasSpread(call: Call): boolean {
  return call.keywords.some((it) => it.name === null) || call.args.some((it) => it.type === "Starred");
}
