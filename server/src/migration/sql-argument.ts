import { known, notKnown, type Static } from "../base/static.ts";
import type { CallArgument } from "../python/host.ts";
import type { StringPiece } from "../python/syntax.ts";
import type { PyValue } from "../python/value.ts";
import { libraryArguments } from "./library-arguments.ts";
import { type Symbolic, type SymbolicCall, symbolicOf } from "./symbolic.ts";

/** SQL that a migration gives as text. */
export interface SqlText {
  readonly text: Static<string>;
  /** Where the parts of the text stand in the file. */
  readonly pieces: readonly StringPiece[];
  /** "string": a plain `str`; "text": `sa.text(…)`; "ddl": `sa.DDL(…)`, in which `%%` stands for `%`. */
  readonly form: "string" | "text" | "ddl";
  /** Arguments of `.bindparams(…)`, in order; positional ones are `sa.bindparam(…)` expressions. */
  readonly bindParameters: readonly CallArgument[];
}

/** Methods of a text clause that give back a clause with the same text. */
const sameText: ReadonlySet<string> = new Set(["execution_options", "columns", "self_group", "execute_if", "on"]);

/**
 * The text behind `"…"`, `sa.text("…")`, `sa.text("…").bindparams(…)` or `sa.DDL("…")`. An unknown value is SQL whose text is not known;
 * undefined means that the value is something else (a Core construct, None, a number).
 */
export function sqlText(value: PyValue | undefined): SqlText | undefined {
  if (value === undefined) return undefined;
  if (value.type === "str") {
    return { text: known(value.value, value.span), pieces: value.pieces, form: "string", bindParameters: [] };
  }
  if (value.type === "unknown") {
    return { text: notKnown(value.why, value.span), pieces: [], form: "string", bindParameters: [] };
  }
  const symbolic = symbolicOf(value);
  return symbolic?.kind === "call" ? textOfCall(symbolic) : undefined;
}

function textOfCall(call: SymbolicCall): SqlText | undefined {
  if (call.path === "sqlalchemy.text") return inner(call, "text", "text");
  if (call.path === "sqlalchemy.DDL") return inner(call, "statement", "ddl");
  const { callee } = call;
  if (callee.kind !== "attribute") return undefined;
  if (callee.name !== "bindparams" && !sameText.has(callee.name)) return undefined;
  const base = clauseText(callee.of);
  if (base === undefined || callee.name !== "bindparams") return base;
  return { ...base, bindParameters: [...base.bindParameters, ...call.args] };
}

function clauseText(symbolic: Symbolic): SqlText | undefined {
  return symbolic.kind === "call" ? textOfCall(symbolic) : undefined;
}

function inner(call: SymbolicCall, parameter: string, form: SqlText["form"]): SqlText {
  const { named, open } = libraryArguments(call, [parameter]);
  const argument = named.get(parameter);
  const text = argument === undefined ? undefined : sqlText(argument.value);
  if (text !== undefined) return { ...text, form };
  const why = open ?? ({ reason: "unsupported", detail: "SQL that is not text" } as const);
  return { text: notKnown(why, argument?.span ?? call.span), pieces: [], form, bindParameters: [] };
}
