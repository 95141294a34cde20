import type { CallArgument, CallSite, HostObject } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";
import { bindArguments } from "../bind-arguments.ts";
import type { DirectiveForm } from "../directives.ts";
import type { Directive } from "../operation.ts";
import { signature } from "../signature.ts";
import { type Recording, recordOperation, withOuterConditions } from "./recording.ts";

/** A host object through which statements reach the database: a connection, an engine, a session, `op` itself. */
export interface DatabaseHandle extends HostObject {
  readonly isDatabaseHandle: true;
  /** For a connection: whether the migration itself runs on it. Absent for other handles. */
  readonly isOwnConnection?: boolean;
}

export function isDatabaseHandle(value: PyValue | undefined): boolean {
  return value?.type === "host" && "isDatabaseHandle" in value.object;
}

/** Whether a value is the connection of the migration; null when it is none, or cannot be told. */
export function isOwnConnection(value: PyValue | undefined): boolean | null {
  if (value?.type !== "host" || !("isOwnConnection" in value.object)) return null;
  return (value.object as DatabaseHandle).isOwnConnection ?? null;
}

const form = (text: string): DirectiveForm => ({ signature: signature(text, 0), legacyNames: new Map() });

const forms: Readonly<Record<"connection_execute" | "static_output" | "schema_create" | "schema_drop", DirectiveForm>> =
  {
    connection_execute: form("sqltext, parameters=None, *multiparams, execution_options=None, **params"),
    static_output: form("text"),
    schema_create: form("target, bind=None, checkfirst=None, *rest, tables=None, **kw"),
    schema_drop: form("target, bind=None, checkfirst=None, *rest, tables=None, **kw"),
  };

/** The names that SQLAlchemy and the drivers give to the first parameter of `execute`. */
const statementNames: ReadonlySet<string> = new Set(["statement", "sql", "object_", "clause", "query", "operation"]);

export interface DatabaseCall {
  readonly directive: Directive & keyof typeof forms;
  /** The method as Python has it: `exec_driver_sql`. */
  readonly name: string;
  readonly args: readonly CallArgument[];
  readonly site: CallSite;
  /** As a person would name it: `op.get_bind().execute`. */
  readonly via: string;
  /** The connection runs in autocommit, whatever block the call stands in. */
  readonly autocommit?: boolean;
}

/** Records a call that sends something to the database without being a directive of `op`. */
export function recordDatabaseCall(recording: Recording, call: DatabaseCall): void {
  const { directive, name, site, via } = call;
  const args =
    directive === "connection_execute"
      ? call.args.map((it) => (it.name !== null && statementNames.has(it.name) ? { ...it, name: "sqltext" } : it))
      : call.args;
  const bound = bindArguments(forms[directive], args, name);
  if (call.autocommit === true) recording.autocommitDepth++;
  recordOperation(recording, {
    directive,
    name,
    site: withOuterConditions(recording, site),
    bound,
    batch: recording.openBatches.at(-1)?.block ?? null,
    via,
  });
  if (call.autocommit === true) recording.autocommitDepth--;
}

/** An argument that the library itself passes (`COMMIT` of `connection.commit()`, the table of `table.create(bind)`). */
export function impliedArgument(value: PyValue, site: CallSite): CallArgument {
  return { name: null, nameSpan: null, value, span: site.callee, spreadUnknown: false };
}

export function argumentNamed(
  args: readonly CallArgument[],
  name: string,
  position: number | null,
): PyValue | undefined {
  const byName = args.find((it) => it.name === name);
  if (byName !== undefined) return byName.value;
  if (position === null) return undefined;
  const found = args[position];
  return found?.name === null && !found.spreadUnknown ? found.value : undefined;
}
