import type { Span } from "../base/span.ts";
import { enterFunction } from "./evaluate-call.ts";
import { executeBlock } from "./execute-statement.ts";
import type { Completion } from "./fork.ts";
import { closeBoundary, normal, openBoundary } from "./fork.ts";
import type { CallArgument, CallSite, HostObject } from "./host.ts";
import type { Run } from "./run.ts";
import { unknown } from "./run.ts";
import type { PyFunction, PyValue } from "./value.ts";
import { none } from "./values.ts";

/** A generator that was made but has not run. */
interface GeneratorObject extends HostObject {
  /** Runs it to its end; `onYield` gets each value. */
  drive(onYield: (value: PyValue, at: Span) => PyValue): void;
  readonly isManager: boolean;
}

/** Calling a generator function runs nothing; iterating over the result does. */
export function generatorObject(run: Run, callee: PyFunction, args: readonly CallArgument[], site: CallSite): PyValue {
  const { definition } = callee;
  const drive = (onYield: (value: PyValue, at: Span) => PyValue): void => {
    enterFunction(run, callee, args, site, (scope) => {
      if (definition.type !== "FunctionDef") return none(site.call);
      const boundary = openBoundary(run, run.attempt, run.attempt === null ? ["return", "raise"] : ["return"]);
      run.onYield = onYield;
      const completion = closeBoundary(run, boundary, executeBlock(run, scope, definition.body, boundary));
      if (completion.type === "raise") run.raised = completion;
      return none(site.call);
    });
  };
  const object: GeneratorObject = {
    description: `generator ${callee.name}`,
    inert: true,
    isManager: run.contextManagers.has(callee),
    truth: () => "yes",
    drive,
    iterate() {
      const values: PyValue[] = [];
      drive((value, at) => {
        values.push(value);
        return none(at);
      });
      return values;
    },
  };
  return { type: "host", object, span: site.call };
}

/**
 * `with f() as x:` where `f` is under `@contextmanager`: its code up to `yield` runs, then the block, then the rest. Null when the value is
 * something else.
 */
export function generatorManager(
  run: Run,
  manager: PyValue,
): ((span: Span, block: (value: PyValue) => Completion) => Completion) | null {
  if (manager.type !== "host" || !("drive" in manager.object)) return null;
  const object = manager.object as GeneratorObject;
  if (!object.isManager) return null;
  return (span, block) => {
    let completion: Completion = normal;
    let yields = 0;
    const { module, foreign, frames, onYield, statement } = run;
    const outside = { module, foreign, frames, onYield, statement };
    object.drive((value) => {
      if (yields++ > 0) return unknown("unsupported", "a second yield", span);
      // The block belongs to the caller: its own place, not that of the generator.
      const inside = {
        module: run.module,
        foreign: run.foreign,
        frames: run.frames,
        onYield: run.onYield,
        statement: run.statement,
      };
      Object.assign(run, outside);
      completion = block(value);
      Object.assign(run, inside);
      return none(span);
    });
    return completion;
  };
}
