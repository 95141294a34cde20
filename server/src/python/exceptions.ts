import { evaluate } from "./evaluate-expression.ts";
import type { Run } from "./run.ts";
import type { Scope } from "./scope.ts";
import type { ExceptHandler } from "./syntax.ts";
import type { PyValue } from "./value.ts";

/** The handler that takes the exception. One whose class is not known counts as taking it: what is raised there is caught somewhere. */
export function handlerFor(
  run: Run,
  scope: Scope,
  handlers: readonly ExceptHandler[],
  exception: PyValue | null,
): ExceptHandler | null {
  for (const handler of handlers) {
    if (handler.exception === null) return handler;
    const caught = evaluate(run, scope, handler.exception);
    const classes = caught.type === "tuple" ? caught.elements : [caught];
    if (classes.some((it) => mayCatch(it, exception))) return handler;
  }
  return null;
}

function mayCatch(caught: PyValue, exception: PyValue | null): boolean {
  if (exception === null || exception.type === "unknown" || caught.type === "unknown") return true;
  const name = exceptionName(caught);
  if (name === "BaseException") return true;
  if (name === "Exception") return !beyondException.has(exceptionName(exception) ?? "");
  if (caught.type === "class") {
    const raised = exception.type === "instance" ? exception.class : exception;
    return raised === caught || (raised.type === "class" && raised.bases.includes(caught));
  }
  const raisedName = exceptionName(exception);
  if (name === null || raisedName === null) return exception.type === "host" || exception.type === "instance";
  return name === raisedName || parents[raisedName] === name;
}

/** What `except Exception` lets through. */
const beyondException: ReadonlySet<string> = new Set([
  "BaseException",
  "GeneratorExit",
  "KeyboardInterrupt",
  "SystemExit",
]);

function exceptionName(value: PyValue): string | null {
  return value.type === "host" ? value.object.description.replace(/\(.*$/s, "") : null;
}

/** Direct parents of the built-in exceptions that migrations raise and catch. */
const parents: Readonly<Record<string, string>> = {
  KeyError: "LookupError",
  IndexError: "LookupError",
  NotImplementedError: "RuntimeError",
  ZeroDivisionError: "ArithmeticError",
  FileNotFoundError: "OSError",
  UnicodeDecodeError: "ValueError",
  ModuleNotFoundError: "ImportError",
};

export const exceptionNames: ReadonlySet<string> = new Set([
  ...Object.keys(parents),
  ...Object.values(parents),
  "ArithmeticError",
  "AssertionError",
  "AttributeError",
  "BaseException",
  "DeprecationWarning",
  "EOFError",
  "Exception",
  "IOError",
  "KeyboardInterrupt",
  "NameError",
  "RuntimeWarning",
  "StopIteration",
  "SystemExit",
  "TypeError",
  "UserWarning",
  "ValueError",
  "Warning",
]);
