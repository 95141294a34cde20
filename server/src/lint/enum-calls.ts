import type { Span } from "../base/span.ts";
import { isEnumPath, readEnum } from "../emit/enum-type.ts";
import type { MigrationFile } from "../migration/migration-file.ts";
import type { Operation } from "../migration/operation.ts";
import { type Symbolic, type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
import { type QualifiedName, sameName } from "../postgres/name.ts";
import type { PyValue } from "../python/value.ts";
import type { Fix } from "./finding.ts";
import { ensureImported } from "./fixes/imported-as.ts";
import { insertArgument } from "./fixes/insert-argument.ts";

/** An `sa.Enum(…)` or `postgresql.ENUM(…)` among the arguments of an operation. */
export interface EnumCall {
  readonly call: SymbolicCall;
  readonly generic: boolean;
  readonly name: QualifiedName;
}

/** Every enum type that the arguments of an operation hold, types of arrays and variants included. */
export function enumCalls(operation: Operation): readonly EnumCall[] {
  return enumCallsIn([...operation.args.values(), ...operation.rest, ...operation.kw.values()].map((it) => it.value));
}

/** The same for some of its arguments. */
export function enumCallsIn(values: readonly PyValue[]): readonly EnumCall[] {
  const found: EnumCall[] = [];
  const visitValue = (value: PyValue): void => {
    if (value.type === "list" || value.type === "tuple") value.elements.forEach(visitValue);
    const symbolic = symbolicOf(value);
    if (symbolic !== undefined) visit(symbolic);
  };
  const visit = (symbolic: Symbolic): void => {
    if (symbolic.kind === "attribute" || symbolic.kind === "subscript") visit(symbolic.of);
    if (symbolic.kind !== "call") return;
    if (isEnumPath(symbolic.path)) {
      const { type, native } = readEnum(symbolic.path, symbolic);
      if (native !== false) found.push({ call: symbolic, generic: type.generic, name: type.name });
      return;
    }
    visit(symbolic.callee);
    for (const argument of symbolic.args) visitValue(argument.value);
  };
  values.forEach(visitValue);
  return found;
}

/** The enum of an operation that has this name. */
export function enumNamed(operation: Operation, name: QualifiedName): EnumCall | null {
  return enumCalls(operation).find((it) => sameName(it.name, name) === "yes") ?? null;
}

/** `postgresql.ENUM(…, create_type=False)` in place of the call: the type is taken as it is. None where the call is not written in the operation. */
export function takeAsItIs(file: MigrationFile, operation: Operation, { call, generic }: EnumCall): readonly Fix[] {
  const { site } = operation;
  const isInside = site.call.start <= call.span.start && call.span.end <= site.call.end;
  if (site.file !== null || !isInside || !call.closed) return [];
  const { expression, edits } = ensureImported(file.module, file.path, "sqlalchemy.dialects.postgresql", "postgresql");
  const written = call.args.find((it) => it.name === "create_type");
  const flag: Span | null = written?.span ?? null;
  const argument =
    flag === null
      ? insertArgument(file.module, file.path, call.argumentsSpan, "create_type=False")
      : { file: file.path, span: flag, text: "False" };
  if (argument === null) return [];
  const all = [
    ...(generic ? [...edits, { file: file.path, span: call.calleeSpan, text: `${expression}.ENUM` }] : []),
    argument,
  ];
  return [{ title: "Use postgresql.ENUM with create_type=False", applicability: "suggested", edits: all }];
}
