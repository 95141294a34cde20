import type { Body, MigrationFile } from "../../src/migration/migration-file.ts";
import type { BoundArgument, Operation } from "../../src/migration/operation.ts";
import { type Symbolic, symbolicOf } from "../../src/migration/symbolic.ts";
import type { CallArgument } from "../../src/python/host.ts";
import type { PyValue } from "../../src/python/value.ts";

/**
 * What a migration does, one line an operation, in the order in which Alembic would execute it. `?` marks a gap, `!` a raise; behind
 * the call stand the batch block, autocommit, what is wrong with the call, and `if` with the conditions that are not decided.
 */
export function dumpOperations(file: MigrationFile): string {
  const problems = file.problems.map((it) => `problem ${it.code}`);
  return [...problems, ...dumpBody("upgrade", file.upgrade), ...dumpBody("downgrade", file.downgrade)].join("\n");
}

export function dumpBody(name: string, body: Body): readonly string[] {
  if (body.kind === "missing") return [`${name}: missing`];
  const notes = [...(body.kind === "other" ? ["other"] : []), ...(body.isEmpty ? ["empty"] : [])];
  const lines = [notes.length === 0 ? `${name}:` : `${name}: ${notes.join(", ")}`];
  for (let i = 0; i <= body.operations.length; i++) {
    for (const gap of body.gaps) if (gap.before === i) lines.push(`  ? ${gap.why.reason}: ${gap.why.detail}`);
    const operation = body.operations[i];
    if (operation !== undefined) lines.push(`  ${dumpOperation(operation)}`);
  }
  for (const it of body.raises) lines.push(`  ! ${it.exception}${conditions(it.conditions)}`);
  return lines;
}

export function dumpOperation(operation: Operation): string {
  const name = operation.via === null ? operation.name : operation.via;
  const args = [
    ...[...operation.args].map(([key, it]) => `${key}=${argument(it)}`),
    ...operation.rest.map(argument),
    ...[...operation.kw].map(([key, it]) => `**${key}=${argument(it)}`),
    ...(operation.openArguments === null ? [] : [`…${operation.openArguments.reason}`]),
  ];
  const marks = [
    ...(operation.directive === "custom" ? ["custom"] : []),
    ...(operation.directive.startsWith("schema_") ? [operation.directive] : []),
    ...(operation.batch === null ? [] : [`batch ${operation.batch.serial}`]),
    ...(operation.autocommit ? ["autocommit"] : []),
    ...(operation.bindingError === null ? [] : [`error: ${operation.bindingError}`]),
    ...(operation.legacyPositional.length === 0 ? [] : [`by position: ${operation.legacyPositional.join(", ")}`]),
  ];
  const suffix = marks.map((it) => ` [${it}]`).join("");
  return `${name}(${args.join(", ")})${suffix}${conditions(operation.site.conditions)}`;
}

function conditions(list: Operation["site"]["conditions"]): string {
  return list.map((it) => ` ${it.kind} ${it.text}`).join("");
}

function argument(bound: BoundArgument): string {
  return bound.passed === "batch" ? `<batch> ${dumpValue(bound.value)}` : dumpValue(bound.value);
}

/** A value as Python would write it, with library names without `sqlalchemy.`; unknown values as `<reason: detail>`. */
export function dumpValue(value: PyValue): string {
  switch (value.type) {
    case "none":
      return "None";
    case "bool":
      return value.value ? "True" : "False";
    case "int":
    case "float":
      return `${value.value}`;
    case "str":
      return JSON.stringify(value.value);
    case "bytes":
      return "b…";
    case "ellipsis":
      return "...";
    case "list":
      return `[${elements(value.elements, value.open !== null)}]`;
    case "tuple":
      return `(${elements(value.elements, value.open !== null)}${value.elements.length === 1 ? "," : ""})`;
    case "set":
      return `{${elements(value.elements, value.open !== null)}}`;
    case "dict": {
      const entries = value.entries.map((it) => `${dumpValue(it.key)}: ${dumpValue(it.value)}`);
      return `{${[...entries, ...(value.open === null ? [] : ["…"])].join(", ")}}`;
    }
    case "function":
      return `<function ${value.name}>`;
    case "class":
      return `<class ${value.name}>`;
    case "instance":
      return `<${value.class.name}>`;
    case "unknown":
      return `<${value.why.reason}: ${value.why.detail}>`;
    case "host": {
      const symbolic = symbolicOf(value);
      return symbolic === undefined ? `<${value.object.description}>` : dumpSymbolic(symbolic);
    }
  }
}

function elements(values: readonly PyValue[], open: boolean): string {
  return [...values.map(dumpValue), ...(open ? ["…"] : [])].join(", ");
}

export function dumpSymbolic(symbolic: Symbolic): string {
  switch (symbolic.kind) {
    case "reference":
      return symbolic.path.replace(/^sqlalchemy\.(?:dialects\.)?/, "");
    case "call":
      return `${dumpSymbolic(symbolic.callee)}(${symbolic.args.map(dumpArgument).join(", ")})`;
    case "attribute":
      return `${dumpSymbolic(symbolic.of)}.${symbolic.name}`;
    case "subscript":
      return `${dumpSymbolic(symbolic.of)}[${dumpValue(symbolic.index)}]`;
    case "unary":
      return `${symbolic.operator}${dumpSymbolic(symbolic.operand)}`;
    case "binary":
      return `(${dumpValue(symbolic.left)} ${symbolic.operator} ${dumpValue(symbolic.right)})`;
  }
}

function dumpArgument(it: CallArgument): string {
  if (it.spreadUnknown) return it.name === null ? "*…" : "**…";
  return it.name === null ? dumpValue(it.value) : `${it.name}=${dumpValue(it.value)}`;
}
