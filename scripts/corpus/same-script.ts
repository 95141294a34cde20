/**
 * Whether two printed scripts are equal, up to the orders that Alembic itself leaves open (it walks Python sets): indexes that follow one CREATE TABLE or ADD
 * COLUMN, constraints that follow one ADD COLUMN, and several CHECKs of one column (alembic-semantics 9.2).
 */
export function sameScript(a: string, b: string): boolean {
  return a === b || ordered(a) === ordered(b);
}

function ordered(script: string): string {
  const statements = script.split("\n\n");
  const result: string[] = [];
  let group: string[] = [];
  let kind: string | null = null;
  const flush = (): void => {
    result.push(...group.sort());
    group = [];
  };
  for (const statement of statements) {
    const next = groupOf(statement);
    if (next === null || next !== kind) flush();
    kind = next;
    group.push(next === null ? statement : inlineChecks(statement));
  }
  flush();
  return result.map(inlineChecks).join("\n\n");
}

/** Statements of one kind on one table that stand next to each other. */
function groupOf(statement: string): string | null {
  const index = /^CREATE (?:UNIQUE )?INDEX .*? ON (\S+)/.exec(statement);
  if (index !== null) return `index ${index[1]}`;
  const constraint = /^ALTER TABLE (\S+) ADD (?!COLUMN)/.exec(statement);
  return constraint === null ? null : `constraint ${constraint[1]}`;
}

/** The CHECKs behind one column, sorted. */
function inlineChecks(statement: string): string {
  return statement.replaceAll(/(?: (?:CONSTRAINT \S+ )?CHECK \([^()]*\)){2,}/g, (found) =>
    found
      .split(/(?= (?:CONSTRAINT \S+ )?CHECK \()/)
      .sort()
      .join(""),
  );
}
