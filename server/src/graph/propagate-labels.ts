import { type Adjacency, edgeCount } from "./adjacency.ts";

export interface LabelledGraph {
  /** The labels that each node declares itself. */
  readonly declared: readonly (readonly string[])[];
  readonly parents: Adjacency;
  /** Children by down_revision; and with depends_on. */
  readonly next: Adjacency;
  readonly allNext: Adjacency;
}

const none: readonly string[] = [];

/**
 * The labels of each node: its own, those of the labelled revisions that it descends from (dependencies do not carry labels),
 * and, on a straight line, those of the labelled revision above it. Its own come first. Nodes with the same labels share one list.
 *
 * The way down starts at the *last* descendant visited, not at the labelled revision (`RevisionMap._add_branches`, Alembic 1.8 to 1.20),
 * and ends at a branch point (children by dependency count) or a merge point. So a branch point is never labelled from above, and
 * nothing below the label is when the last descendant is a merge point.
 */
export function propagateLabels({ declared, parents, next, allNext }: LabelledGraph): readonly (readonly string[])[] {
  const count = declared.length;
  const declarers: number[] = [];
  for (let node = 0; node < count; node++) if ((declared[node] as readonly string[]).length > 0) declarers.push(node);
  if (declarers.length === 0) return new Array<readonly string[]>(count).fill(none);

  // One bit of each node for each revision that declares labels.
  const words = (declarers.length + 31) >> 5;
  const marks = new Uint32Array(count * words);
  const add = (node: number, from: number): void => {
    for (let word = 0; word < words; word++) {
      marks[node * words + word] = (marks[node * words + word] as number) | (marks[from * words + word] as number);
    }
  };
  declarers.forEach((node, bit) => {
    marks[node * words + (bit >> 5)] = 1 << (bit & 31);
  });
  const visited = new Int32Array(count);
  declarers.forEach((declarer, index) => {
    let last = declarer;
    const stack = [declarer];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (visited[node] === index + 1) continue;
      visited[node] = index + 1;
      last = node;
      add(node, declarer);
      for (let edge = next.first[node] as number; edge < (next.first[node + 1] as number); edge++) {
        stack.push(next.target[edge] as number);
      }
    }
    for (let node: number | undefined = last; node !== undefined; ) {
      if (edgeCount(allNext, node) > 1 || edgeCount(parents, node) > 1) break;
      add(node, declarer);
      node = edgeCount(parents, node) === 0 ? undefined : parents.target[parents.first[node] as number];
    }
  });
  return listsOf(marks, words, declarers, declared);
}

function listsOf(
  marks: Uint32Array,
  words: number,
  declarers: readonly number[],
  declared: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const known = new Map<number | string, readonly string[]>();
  return declared.map((own, node) => {
    const at = node * words;
    const key = words === 1 ? (marks[at] as number) : marks.subarray(at, at + words).join();
    let list = known.get(key);
    if (list === undefined) {
      const reached = declarers.filter((_, bit) => ((marks[at + (bit >> 5)] as number) & (1 << (bit & 31))) !== 0);
      list = reached.length === 0 ? none : [...new Set(reached.flatMap((it) => declared[it] as readonly string[]))];
      known.set(key, list);
    }
    return own.length === 0 ? list : [...new Set([...own, ...list])];
  });
}
