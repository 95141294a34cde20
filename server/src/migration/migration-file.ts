import type { Problem } from "../base/problem.ts";
import type { Span } from "../base/span.ts";
import type { Static, Unknown } from "../base/static.ts";
import type { OpenCondition } from "../python/host.ts";
import type { PyModule } from "../python/syntax.ts";
import type { ConnectionCall } from "./connection-call.ts";
import type { Operation } from "./operation.ts";

/** Everything known of one migration file without running it. */
export interface MigrationFile {
  readonly path: string;
  readonly module: PyModule;
  readonly header: Header;
  readonly upgrade: Body;
  readonly downgrade: Body;
  readonly problems: readonly Problem[];
  /** It asks whether it has a connection: read for the other mode it may do something else. */
  readonly asksForMode: boolean;
}

/** A module attribute of the header: where it is assigned and to what. */
export interface HeaderAttribute<T> {
  readonly value: Static<T>;
  /** The assigned name (`down_revision`). */
  readonly nameSpan: Span;
  /** The right side. */
  readonly valueSpan: Span;
}

/** Each is null when the file does not assign it. Ids have the span of their literal where there is one. */
export interface Header {
  readonly revision: HeaderAttribute<string> | null;
  /** One entry a parent; none for a base. */
  readonly downRevision: HeaderAttribute<readonly Reference[]> | null;
  readonly branchLabels: HeaderAttribute<readonly Reference[]> | null;
  readonly dependsOn: HeaderAttribute<readonly Reference[]> | null;
  readonly doc: Docstring;
}

export interface Reference {
  readonly text: string;
  /** The literal that holds it, when it is written in the file as such. */
  readonly span: Span;
}

/** The docstring as Alembic reads it (`doc`, `longdoc`), and the template's decoration in it, which Alembic never reads. */
export interface Docstring {
  readonly span: Span | null;
  /** Up to the first empty line; empty without a docstring. */
  readonly doc: string;
  readonly longdoc: string;
  readonly revisionId: { readonly value: string; readonly span: Span } | null;
  readonly revises: { readonly value: readonly string[]; readonly span: Span } | null;
  readonly createDate: { readonly value: string; readonly span: Span } | null;
}

/** What `upgrade()` or `downgrade()` does. */
export interface Body {
  /** "missing": no such function. "other": the attribute exists but is not a function of this file (assigned, imported). */
  readonly kind: "function" | "missing" | "other";
  /** The function's `def` statement, its name, its parameters' text. */
  readonly span: Span | null;
  readonly nameSpan: Span | null;
  /** From the first statement of the function to its end; null without a function. */
  readonly bodySpan: Span | null;
  /** Only `pass`, `...`, a docstring, comments, a plain `return`. */
  readonly isEmpty: boolean;
  readonly operations: readonly Operation[];
  /** What could not be read, in order with the operations: `before` is the index of the operation that follows. */
  readonly gaps: readonly Gap[];
  /** What was called on connections, transactions and sessions besides sending statements, in order. */
  readonly calls: readonly ConnectionCall[];
  /**
   * Where `alembic … --sql` ends with an exception, for it has no server: results of queries are None, the connection is a mock. Only of a body that was read
   * for the offline run. `caught`: inside a `try` that may take it.
   */
  readonly offlineFailures: readonly {
    readonly span: Span;
    readonly exception: string;
    readonly conditions: readonly OpenCondition[];
    readonly caught: boolean;
  }[];
  /** `raise` statements that are reached. */
  readonly raises: readonly {
    readonly span: Span;
    readonly exception: string;
    readonly conditions: readonly OpenCondition[];
  }[];
}

export interface Gap {
  readonly why: Unknown;
  readonly span: Span;
  readonly before: number;
  /** Rows are written there, and nothing else happens. */
  readonly rowsOnly?: true;
}
