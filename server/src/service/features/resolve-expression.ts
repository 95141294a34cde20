import { resolveTarget, type TargetRequest } from "../../graph/resolve-target.ts";
import type { ProjectSnapshot } from "../snapshot.ts";
import { failureSentence } from "./failure-sentence.ts";

/** What a target expression means, in plain data; a refusal in Alembic's own words. */
export type Resolved =
  | {
      readonly ok: true;
      readonly revisions: readonly string[];
      readonly steps: readonly {
        readonly revision: string | null;
        readonly direction: "upgrade" | "downgrade" | "stamp";
        readonly from: readonly string[];
        readonly to: readonly string[];
      }[];
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** `rows` are those of the version table. Nothing is run, and no database is asked. */
export function resolveExpression(
  project: Pick<ProjectSnapshot, "graph">,
  request: Pick<TargetRequest, "expression" | "purpose" | "offline"> & { readonly rows: readonly string[] },
): Resolved {
  const { expression, purpose, rows, offline } = request;
  const result = resolveTarget(project.graph, {
    expression,
    purpose,
    current: rows,
    ...(offline === true ? { offline } : {}),
  });
  if (!result.ok) return { ok: false, message: failureSentence(result.failure) };
  return {
    ok: true,
    revisions: result.revisions,
    steps: result.steps.map(({ revision, direction, from, to }) => ({ revision, direction, from, to })),
    warnings: result.warnings,
  };
}
