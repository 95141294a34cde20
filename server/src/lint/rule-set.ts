import type { Statement } from "../emit/statement.ts";
import type { ConnectionCall } from "../migration/connection-call.ts";
import type { Directive, Operation } from "../migration/operation.ts";
import type { Action } from "../postgres/action.ts";
import type { Rule, RuleContext } from "./rule.ts";

type OperationHandler = (operation: Operation, ctx: RuleContext) => void;
type CallHandler = (call: ConnectionCall, ctx: RuleContext) => void;
type ActionHandler = (action: Action, statement: Statement, ctx: RuleContext) => void;

/** The rules, and which of them want to see which directives and actions, so that a walk asks nobody in vain. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly operations: ReadonlyMap<Directive, readonly { readonly rule: Rule; readonly handler: OperationHandler }[]>;
  readonly actions: ReadonlyMap<Action["kind"], readonly { readonly rule: Rule; readonly handler: ActionHandler }[]>;
  readonly calls: ReadonlyMap<string, readonly { readonly rule: Rule; readonly handler: CallHandler }[]>;
  /** Those that are asked once a file, once a wrong statement. */
  readonly ofFiles: readonly Rule[];
  readonly ofSyntaxErrors: readonly Rule[];
}

export function ruleSet(rules: readonly Rule[]): RuleSet {
  const operations = new Map<Directive, { rule: Rule; handler: OperationHandler }[]>();
  const actions = new Map<Action["kind"], { rule: Rule; handler: ActionHandler }[]>();
  const calls = new Map<string, { rule: Rule; handler: CallHandler }[]>();
  for (const rule of rules) {
    for (const [method, handler] of Object.entries(rule.calls ?? {})) {
      calls.set(method, [...(calls.get(method) ?? []), { rule, handler }]);
    }
    for (const [name, handler] of Object.entries(rule.on ?? {})) {
      // The keys of `on` are the camel-case names of directives by type.
      const directive = name.replace(/[A-Z]/g, (it) => `_${it.toLowerCase()}`) as Directive;
      const list = operations.get(directive) ?? [];
      list.push({ rule, handler: handler as OperationHandler });
      operations.set(directive, list);
    }
    for (const [kind, handler] of Object.entries(rule.action ?? {})) {
      const list = actions.get(kind as Action["kind"]) ?? [];
      // The handler is only given actions of its own kind.
      list.push({ rule, handler: handler as ActionHandler });
      actions.set(kind as Action["kind"], list);
    }
  }
  return {
    rules,
    operations,
    actions,
    calls,
    ofFiles: rules.filter((it) => it.file !== undefined),
    ofSyntaxErrors: rules.filter((it) => it.syntaxError !== undefined),
  };
}
