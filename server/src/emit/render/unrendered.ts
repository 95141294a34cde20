import type { Static, Unknown } from "../../base/static.ts";

/**
 * Ends the rendering of one operation: something it needs is not known, or Alembic refuses the operation. It never leaves `renderOperation`, which
 * turns it into a gap; inside, one exit is what makes sure that no text is printed around a part that is missing.
 * It is no `Error`: taking the stack of every gap would cost more than rendering.
 */
export class Unrendered {
  readonly why: Unknown;
  /** Alembic's own exception, `TypeError: …`, when it refuses the operation; null when we cannot tell what it prints. */
  readonly refusal: string | null;

  constructor(why: Unknown, refusal: string | null) {
    this.why = why;
    this.refusal = refusal;
  }
}

/** Something that is not read. */
export function unrendered(detail: string): never {
  throw new Unrendered({ reason: "unsupported", detail }, null);
}

/** Alembic or SQLAlchemy raises this exception. */
export function refused(exception: string, message: string): never {
  const refusal = `${exception}: ${message}`;
  throw new Unrendered({ reason: "unsupported", detail: `Alembic refuses this: ${refusal}` }, refusal);
}

/** The value, or the end of the rendering with the reason why it is not known. */
export function need<T>(value: Static<T>): T {
  if (value.known) return value.value;
  throw new Unrendered(value.why, null);
}

export function needAll(open: Unknown | null): void {
  if (open !== null) throw new Unrendered(open, null);
}
