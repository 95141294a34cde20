/**
 * Names that were perhaps meant by `wrong`, at most three, the likeliest first: the same but for letter case, one that begins with it
 * (Alembic does not expand partial ids in a header), or one within two typing errors (one for names of up to four letters).
 */
export function closestNames(wrong: string, names: Iterable<string>): readonly string[] {
  const limit = wrong.length <= 4 ? 1 : 2;
  const lower = wrong.toLowerCase();
  const found: { name: string; cost: number }[] = [];
  for (const name of names) {
    if (name === wrong || name === "") continue;
    if (name.toLowerCase() === lower) found.push({ name, cost: 0 });
    else if (wrong.length >= 4 && name.startsWith(wrong)) found.push({ name, cost: 0.5 });
    else if (Math.abs(name.length - wrong.length) <= limit) {
      const distance = typingErrors(wrong, name, limit);
      if (distance <= limit && distance < wrong.length) found.push({ name, cost: distance });
    }
  }
  found.sort((a, b) => a.cost - b.cost || (a.name < b.name ? -1 : 1));
  return found.slice(0, 3).map((it) => it.name);
}

/** Insertions, deletions, replacements and swaps of neighbours between two words; gives up with `limit + 1`. */
function typingErrors(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1);
      }
      row.push(cost);
      best = Math.min(best, cost);
    }
    if (best > limit) return limit + 1;
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length] ?? limit + 1;
}
