/**
 * Everything reachable from `starts` (they included), depth first with an explicit stack, in the order of the visits.
 * The last of a revision's neighbours is visited first, as in Alembic's own traversal; where an order leaks into output, this is it.
 */
export function walk(starts: Iterable<string>, neighbours: (id: string) => readonly string[]): Set<string> {
  const seen = new Set<string>();
  const stack: string[] = [];
  for (const start of starts) {
    stack.push(start);
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      stack.push(...neighbours(id));
    }
  }
  return seen;
}
