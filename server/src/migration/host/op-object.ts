import type { Span } from "../../base/span.ts";
import type { CallArgument, CallSite, HostObject } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";
import { type BoundArguments, bindArguments } from "../bind-arguments.ts";
import { batchAlterTable, type DirectiveEntry, directives } from "../directives.ts";
import type { BatchBlock, BoundArgument, Directive } from "../operation.ts";
import { connectionValue, migrationConnection } from "./connection.ts";
import type { DatabaseHandle } from "./database-call.ts";
import { hostFunction, hostValue } from "./host-function.ts";
import { migrationContextValue } from "./migration-context.ts";
import {
  type Draft,
  flushBatch,
  type Recording,
  recordGap,
  recordOperation,
  unknownValue,
  withOuterConditions,
} from "./recording.ts";
import type { SymbolicFactory } from "./symbolic-object.ts";

/** `alembic.op` (or the `batch_op` of a block): every directive that is called is recorded. */
export function opValue(
  recording: Recording,
  symbolics: SymbolicFactory,
  span: Span,
  block: BatchBlock | null,
): PyValue {
  const prefix = block === null ? "op" : "batch_op";
  const object: DatabaseHandle = {
    isDatabaseHandle: true,
    description: prefix,
    truth: () => "yes",
    attribute(name, at) {
      if (name.startsWith("__")) return undefined;
      const special = specialAttribute(name, at);
      if (special !== undefined) return special;
      const entry = directives.get(name);
      return hostFunction(`${prefix}.${name}`, at, (args, site) =>
        entry === undefined ? custom(name, args, site) : directive(entry, args, site),
      );
    },
  };

  function specialAttribute(name: string, at: Span): PyValue | undefined {
    switch (name) {
      case "f":
      case "inline_literal":
        return symbolics.reference(`alembic.op.${name}`, at);
      case "get_bind":
        return hostFunction("op.get_bind", at, (_, site) => connectionValue(recording, migrationConnection, site.call));
      case "get_context":
        return hostFunction("op.get_context", at, (_, site) => migrationContextValue(recording, site.call));
      case "migration_context":
        return migrationContextValue(recording, at);
      case "batch_alter_table":
        return hostFunction("op.batch_alter_table", at, (args, site) => batchBlock(args, site));
      case "register_operation":
      case "implementation_for":
        return hostFunction(`op.${name}`, at, (_, site) => decoratorValue(`op.${name}`, site.call));
      default:
        return undefined;
    }
  }

  function directive(entry: DirectiveEntry, args: readonly CallArgument[], site: CallSite): PyValue | undefined {
    const form = block === null ? entry.operation : (entry.batch ?? entry.operation);
    const bound = bindArguments(form, args, entry.directive);
    if (block === null) record(entry.directive, bound, site);
    else if (entry.batch === null) {
      // BatchOperations lost the methods that make no sense in a block with Alembic 1.11.
      const bindingError = `'BatchOperations' object has no attribute '${entry.directive}'`;
      record(entry.directive, { ...bound, bindingError }, site);
    } else {
      addBlockArguments(entry, bound, block);
      if (entry.batch.timing === "immediate") record(entry.directive, bound, site);
      else queue(entry.directive, bound, site, block);
    }
    if (entry.returns === "table") {
      const callee = { kind: "reference", path: `alembic.op.${entry.directive}`, span: site.callee } as const;
      return symbolics.call(callee, args, site);
    }
    return entry.returns === "none"
      ? { type: "none", span: site.call }
      : unknownValue("call", `the result of ${prefix}.${entry.directive}`, site.call);
  }

  /** A directive of a plugin: that it is called is known, not what it does. */
  function custom(name: string, args: readonly CallArgument[], site: CallSite): PyValue | undefined {
    record("custom", bindCustom(args), site, name);
    return unknownValue("call", `the result of ${prefix}.${name}`, site.call);
  }

  function draft(kind: Directive, bound: BoundArguments, site: CallSite, name: string): Draft {
    const batch = block ?? recording.openBatches.at(-1)?.block ?? null;
    return {
      directive: kind,
      name: `${prefix}.${name}`,
      site: withOuterConditions(recording, site),
      bound,
      batch,
      via: null,
    };
  }

  function record(kind: Directive, bound: BoundArguments, site: CallSite, name: string = kind): void {
    recordOperation(recording, draft(kind, bound, site, name));
  }

  function queue(kind: Directive, bound: BoundArguments, site: CallSite, owner: BatchBlock): void {
    const open = recording.openBatches.findLast((it) => it.block === owner);
    // A call after the end of the block is queued by Alembic too and never executed.
    open?.queue.push(draft(kind, bound, site, kind));
  }

  function batchBlock(args: readonly CallArgument[], site: CallSite): PyValue {
    const bound = bindArguments(batchAlterTable, args, "batch_alter_table");
    const batch: BatchBlock = {
      table: bound.args.get("table_name")?.value ?? unknownValue("syntax", "the name of the table", site.call),
      schema: bound.args.get("schema")?.value ?? null,
      call: site.call,
      statement: site.statement,
      args: bound.args,
      serial: recording.nextBatchSerial++,
    };
    const manager: HostObject = {
      description: "op.batch_alter_table(…)",
      enter(inner) {
        recording.openBatches.push({ block: batch, queue: [] });
        return opValue(recording, symbolics, inner.call, batch);
      },
      exit: () => {
        const isEmpty = recording.openBatches.find((it) => it.block === batch)?.queue.length === 0;
        flushBatch(recording, batch);
        // A table may be built anew although nothing of it changes.
        if (isEmpty && rebuilds(batch)) {
          recordGap(recording, { reason: "unsupported", detail: "a table that batch mode builds anew" }, site);
        }
      },
    };
    return hostValue(manager, site.call);
  }

  return hostValue(object, span);
}

function rebuilds({ args }: BatchBlock): boolean {
  const recreate = args.get("recreate")?.value;
  return recreate !== undefined && !(recreate.type === "str" && /^(?:auto|never)$/.test(recreate.value));
}

/** Alembic takes the table and the schema of a batch operation from its block. */
function addBlockArguments(entry: DirectiveEntry, bound: BoundArguments, block: BatchBlock): void {
  if (entry.batchTable === null) return;
  const [table, schema] = entry.batchTable;
  const given = block.args.get("table_name");
  const implied = (value: PyValue, at: BoundArgument | undefined): BoundArgument => ({
    value,
    span: at?.span ?? block.call,
    passed: "batch",
    keywordSpan: at?.keywordSpan ?? null,
  });
  bound.args.set(table, implied(block.table, given));
  if (block.schema !== null) bound.args.set(schema, implied(block.schema, block.args.get("schema")));
}

function bindCustom(given: readonly CallArgument[]): BoundArguments {
  const args = new Map<string, BoundArgument>();
  let openArguments: BoundArguments["openArguments"] = null;
  given.forEach((argument, position) => {
    if (argument.spreadUnknown) {
      openArguments ??= { reason: "call", detail: "unpacked arguments that are not known" };
      return;
    }
    args.set(argument.name ?? `${position}`, {
      value: argument.value,
      span: argument.span,
      passed: argument.name === null ? "positional" : "keyword",
      keywordSpan: argument.nameSpan,
    });
  });
  return { args, rest: [], kw: new Map(), bindingError: null, legacyPositional: [], openArguments };
}

/** A decorator that gives back what it decorates. */
export function decoratorValue(description: string, span: Span): PyValue {
  return hostFunction(description, span, (args) => args[0]?.value);
}
