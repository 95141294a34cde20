import { symbolicOf } from "../../migration/symbolic.ts";
import { type Argument, isAbsent, readFlag, readInteger } from "../read-argument.ts";
import { type CallArguments, callArguments, callOf } from "../symbolic-call.ts";
import { conditionText } from "./constraint.ts";
import { type Dialect, literal } from "./dialect.ts";
import { ddlScope } from "./element.ts";
import { expression } from "./expression.ts";
import { need, needAll, refused, Unrendered, unrendered } from "./unrendered.ts";

export type DefaultText =
  | { readonly kind: "none" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "identity"; readonly text: string; readonly options: string }
  | { readonly kind: "computed"; readonly text: string };

/** What `server_default=` prints (alembic-semantics 6.4). */
export function serverDefaultText(dialect: Dialect, argument: Argument): DefaultText {
  const { value } = argument;
  if (value === undefined || isAbsent(argument)) return { kind: "none" };
  if (value.type === "str") return { kind: "text", text: literal(dialect, value.value) };
  if (value.type === "unknown") throw new Unrendered(value.why, null);
  const symbolic = symbolicOf(value);
  if (symbolic === undefined) return refuseArgument(value.type);
  const identity = callOf(value, "sqlalchemy.Identity");
  if (identity !== null) return identityText(dialect, callArguments(identity, identityParameters));
  const computed = callOf(value, "sqlalchemy.Computed");
  if (computed !== null) return computedText(dialect, callArguments(computed, ["sqltext", "persisted"]));
  if (callOf(value, "sqlalchemy.FetchedValue") !== null) return { kind: "none" };
  if (callOf(value, "sqlalchemy.Sequence") !== null) return unrendered("a Sequence as a default of the server");
  const clause = callOf(value, "sqlalchemy.DefaultClause");
  if (clause !== null) {
    const args = callArguments(clause, ["arg"]);
    needAll(args.open);
    return serverDefaultText(dialect, args.get("arg"));
  }
  return { kind: "text", text: expression(ddlScope(dialect), value).sql };
}

const classes: Readonly<Record<string, string>> = {
  int: "int",
  bool: "bool",
  float: "float",
  list: "list",
  dict: "dict",
  tuple: "tuple",
};

function refuseArgument(type: string): never {
  const name = classes[type];
  if (name === undefined) return unrendered("a default that is not known");
  const wanted = ["str", "sqlalchemy.sql.elements.ClauseElement", "sqlalchemy.sql.elements.TextClause"];
  const list = wanted.map((it) => `'<class '${it}'>'`).join(" or ");
  return refused("ArgumentError", `Argument 'arg' is expected to be one of type ${list}, got '<class '${name}'>'`);
}

const identityParameters = [
  ...["always", "on_null", "start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue", "cycle", "cache"],
  "order",
];

function identityText(dialect: Dialect, args: CallArguments): DefaultText {
  needAll(args.open);
  for (const name of args.keywords.keys()) {
    if (!identityParameters.includes(name)) unrendered(`the argument ${name} of Identity`);
  }
  const always = readFlag(args.get("always"));
  const options = sequenceOptions(dialect, args);
  const kind = always !== null && need(always) ? "ALWAYS" : "BY DEFAULT";
  const text = `GENERATED ${kind} AS IDENTITY${options === "" ? "" : ` (${options})`}`;
  return { kind: "identity", text, options };
}

/** Options of an Identity or a Sequence, in the order of SQLAlchemy. */
export function sequenceOptions(dialect: Dialect, args: CallArguments): string {
  const number = (name: string, words: string): string[] => {
    const value = readInteger(args.get(name));
    return value === null ? [] : [`${words} ${need(value)}`];
  };
  const flag = (name: string): boolean | null => {
    const value = readFlag(args.get(name));
    return value === null ? null : need(value);
  };
  const cycle = flag("cycle");
  const order = dialect.features.identityOrder ? flag("order") : null;
  return [
    ...number("increment", "INCREMENT BY"),
    ...number("start", "START WITH"),
    ...number("minvalue", "MINVALUE"),
    ...number("maxvalue", "MAXVALUE"),
    ...(flag("nominvalue") === true ? ["NO MINVALUE"] : []),
    ...(flag("nomaxvalue") === true ? ["NO MAXVALUE"] : []),
    ...number("cache", "CACHE"),
    ...(order === null ? [] : [order ? "ORDER" : "NO ORDER"]),
    ...(cycle === null ? [] : [cycle ? "CYCLE" : "NO CYCLE"]),
  ].join(" ");
}

function computedText(dialect: Dialect, args: CallArguments): DefaultText {
  needAll(args.open);
  const persisted = readFlag(args.get("persisted"));
  const stored = persisted === null ? null : need(persisted);
  const { storedByDefault } = dialect.features;
  if (stored === false && storedByDefault) {
    return refused(
      "CompileError",
      "PostrgreSQL computed columns do not support 'virtual' persistence; set the 'persisted' flag to None or True for PostgreSQL support.",
    );
  }
  const word = stored === true ? " STORED" : stored === false ? " VIRTUAL" : storedByDefault ? " STORED" : "";
  return { kind: "computed", text: `GENERATED ALWAYS AS (${conditionText(dialect, args.get("sqltext"))})${word}` };
}
