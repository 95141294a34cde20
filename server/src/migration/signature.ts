/** The parameters of a Python function, `self` left out. */
export interface Signature {
  /** May be given by position or by name. */
  readonly positional: readonly SignatureParameter[];
  /** Only by name in Alembic 1.11 and later. */
  readonly keywordOnly: readonly SignatureParameter[];
  /** How many of `keywordOnly`, from the first, could be given by position before Alembic 1.11. */
  readonly legacyPositional: number;
  /** Name of `*rest`, or null. */
  readonly rest: string | null;
  /** Name of `**kw`, or null. */
  readonly kw: string | null;
}

export interface SignatureParameter {
  readonly name: string;
  /** The default as Python prints it; null when the argument is required. */
  readonly defaultText: string | null;
}

/** Reads `table_name, column, *, schema=None, **kw`; commas in defaults may only stand in brackets. */
export function signature(text: string, legacyPositional: number): Signature {
  const positional: SignatureParameter[] = [];
  const keywordOnly: SignatureParameter[] = [];
  let rest: string | null = null;
  let kw: string | null = null;
  let afterStar = false;
  for (const part of text.split(/,\s*(?![^(]*\))/)) {
    if (part.startsWith("**")) kw = part.slice(2);
    else if (part.startsWith("*")) {
      afterStar = true;
      if (part !== "*") rest = part.slice(1);
    } else {
      const equals = part.indexOf("=");
      const parameter =
        equals < 0
          ? { name: part, defaultText: null }
          : { name: part.slice(0, equals), defaultText: part.slice(equals + 1) };
      (afterStar ? keywordOnly : positional).push(parameter);
    }
  }
  return { positional, keywordOnly, legacyPositional, rest, kw };
}
