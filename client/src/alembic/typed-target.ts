import type { ResolveParams, ResolveResult, RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import type { Ctx } from "../ctx.ts";
import type { PickItem } from "../ui.ts";

/** A target of a command, chosen or typed. */
export interface Target {
  /** As Alembic takes it: an id, `+2`, `label@head`. */
  readonly expression: string;
  /** For people: "the base", "a1b2 (create users)". */
  readonly title: string;
  /** Ids of what runs, in order; null when only Alembic knows. */
  readonly runs: readonly string[] | null;
}

export interface TargetQuestion {
  readonly project: string;
  readonly purpose: "upgrade" | "downgrade";
  /** Rows of the version table; null when they are not known. With "offline" they do not count: the SQL of a range is asked for. */
  readonly rows: readonly string[] | null | "offline";
  /** For their messages. */
  readonly revisions: readonly RevisionInfo[];
}

/** How many steps are named before the rest is counted. */
const named = 3;

/**
 * What a typed expression means, as a line of a picker: which revisions it runs, in order, or why not, in Alembic's own words; only a
 * line that runs something has a target.
 */
export async function typedTarget(
  server: Ctx["server"],
  question: TargetQuestion,
  expression: string,
): Promise<PickItem<Target | null>> {
  const { project, purpose, rows, revisions } = question;
  const line = (description: string, detail?: string): PickItem<null> => ({
    label: expression,
    description,
    detail,
    value: null,
  });
  // A command line would take it for an option of its own.
  if (/^-(?!\d+$)/.test(expression)) return line("is no target: it begins like an option of the command");
  if (rows === null) {
    const value = { expression, title: expression, runs: null };
    return { ...line("what it runs is not known before: the database was not read"), value };
  }
  const params: ResolveParams = {
    project,
    expression,
    purpose,
    ...(rows === "offline" ? { rows: [], offline: true } : { rows }),
  };
  const result = await server.resolve(params);
  if (result === null) return line("cannot be looked at now: the language server is not running");
  if (!result.ok) return line("is refused by Alembic", result.message);
  const steps = result.steps.flatMap(({ revision }) => (revision === null ? [] : [revision]));
  if (steps.length === 0) return line("runs nothing", result.warnings.join(" ") || undefined);
  const count = `${steps.length} ${steps.length === 1 ? "revision" : "revisions"}`;
  const messages = new Map(revisions.map((it) => [it.revision, it.message]));
  const warnings = result.warnings.map((it) => `${it} `).join("");
  return {
    label: expression,
    description: purpose === "upgrade" ? `runs ${count}` : `undoes ${count}`,
    detail: `${warnings}${inOrder(steps, messages)}`,
    value: { expression, title: titleOf(expression, result, messages), runs: steps },
  };
}

function inOrder(steps: readonly string[], messages: ReadonlyMap<string, string>): string {
  const full = (id: string): string => `${id} ${messages.get(id) ?? ""}`.trim();
  if (steps.length <= named) return steps.map(full).join(" → ");
  const [first = "", last = ""] = [steps[0], steps.at(-1)];
  return `${full(first)} → ${steps.length - 2} more → ${full(last)}`;
}

function titleOf(
  expression: string,
  result: Extract<ResolveResult, { readonly ok: true }>,
  messages: ReadonlyMap<string, string>,
): string {
  const { revisions } = result;
  if (revisions.length === 0) return expression === "base" ? "the base" : expression;
  const [only = ""] = revisions;
  if (revisions.length === 1 && only === expression) return `${only} (${messages.get(only) ?? ""})`;
  return `${expression} (${revisions.join(", ")})`;
}
