import type { FileChange } from "../base/file-change.ts";
import type { Span } from "../base/span.ts";
import type { TextEdit } from "../base/text-edit.ts";

export type Severity = "error" | "warning" | "information" | "hint";

/** "safe": same effect on the database, or provably better. "suggested": read it first. "manual": has a place to fill in. */
export type Applicability = "safe" | "suggested" | "manual";

export interface Fix {
  /** Imperative, for a menu: "Add server_default=sa.text('0')". */
  readonly title: string;
  readonly applicability: Applicability;
  readonly edits: readonly TextEdit[];
  /** Files that it makes or renames, after the edits. Only editors that can do so are offered such a fix. */
  readonly fileChanges?: readonly FileChange[];
  /** In place of edits: a wish that only the project's own Alembic can fulfil. */
  readonly runs?: AlembicWish;
}

/**
 * A revision behind the one of a finding, that would clear it. The rules know only the file; who knows the project gives it an id and a name, hangs the
 * children onto it, and has env.py open a transaction for each revision.
 */
export type RevisionWish =
  /** It takes over what `upgrade()` does from this operation on (an offset in the file), and what `downgrade()` takes back of that. */
  | { readonly kind: "split"; readonly at: number }
  /** It does these statements of Python, and the file is changed so that it does not. */
  | {
      readonly kind: "append";
      readonly title: string;
      readonly message: string;
      readonly edits: readonly TextEdit[];
      readonly lines: readonly string[];
    };

/** A revision that merges these heads; `project` is the id of the project. */
export interface AlembicWish {
  readonly kind: "merge heads";
  readonly project: string;
  readonly revisions: readonly string[];
}

/** One remark of a rule about one place. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** False when the rule cannot be sure (then the severity is at most "information"). */
  readonly certain: boolean;
  /** What happens; one sentence with a full stop. */
  readonly message: string;
  /** Why it matters, and what to do instead; whole sentences. */
  readonly help: string;
  readonly file: string;
  readonly revision: string | null;
  readonly span: Span;
  /** The first is the preferred one. */
  readonly fixes: readonly Fix[];
  /** Another fix, of which only a project can make edits. */
  readonly revisionWish?: RevisionWish;
}
