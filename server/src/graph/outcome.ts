import type { AlembicFailure } from "./revision-graph.ts";

/** A result, or the way in which Alembic refuses: the library's errors before a command words them. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Refused;

export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

export type Refusal =
  /** Unknown or ambiguous id, label, or a revision outside of the branch. */
  | { readonly kind: "resolution"; readonly argument: string }
  | { readonly kind: "multiple-heads"; readonly argument: string }
  | { readonly kind: "range" }
  | { readonly kind: "other"; readonly message: string }
  | { readonly kind: "endless" }
  | { readonly kind: "crash"; readonly exception: string; readonly message: string };

export function found<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function refused(refusal: Refusal): Refused {
  return { ok: false, refusal };
}

export function refusedWith(message: string): Refused {
  return refused({ kind: "other", message });
}

/** An `assert` of Alembic's that fails: it has no text. */
export const assertionFailed: Refused = refused({ kind: "crash", exception: "AssertionError", message: "" });

/** How a command words what the library refuses (`ScriptDirectory._catch_revision_errors`, Alembic 1.8 to 1.20). */
export interface Wording {
  /** The sentence for a range whose ends do not lie above each other. */
  readonly range?: string;
  /** What `multiple heads` is said of, instead of the argument that was resolved. */
  readonly end?: string;
  /** The sentence for several heads. */
  readonly multipleHeads?: string;
}

export function failureOf(refusal: Refusal, wording: Wording = {}): AlembicFailure {
  switch (refusal.kind) {
    case "crash":
      return { kind: "crash", exception: refusal.exception, message: refusal.message };
    case "resolution":
      return commandError(`Can't locate revision identified by '${refusal.argument}'`);
    case "range":
      return commandError(
        wording.range ?? "Requested range does not refer to ancestor/descendant revisions along the same branch",
      );
    case "multiple-heads": {
      const argument = wording.end || refusal.argument;
      return commandError(
        wording.multipleHeads ??
          `Multiple head revisions are present for given argument '${argument}'; please specify a specific target revision, '<branchname>@${argument}' to narrow to a specific head, or 'heads' for all heads`,
      );
    }
    case "endless":
      return {
        kind: "endless",
        message:
          "Alembic never ends here: two revisions are each below the other, through a cycle that it does not notice when it loads the files.",
      };
    case "other":
      return commandError(refusal.message);
  }
}

export function commandError(message: string): AlembicFailure {
  return { kind: "command-error", message };
}
