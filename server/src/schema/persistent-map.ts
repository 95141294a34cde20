/**
 * An immutable map with string keys. A changed copy shares all but a path of the tree with the former map: O(log n) work and memory a change.
 * Keys come out in no particular order.
 */
export interface PersistentMap<T> {
  readonly size: number;
  get(key: string): T | undefined;
  has(key: string): boolean;
  /** The same map when the value is there already. */
  set(key: string, value: T): PersistentMap<T>;
  /** The same map when the key is absent. */
  delete(key: string): PersistentMap<T>;
  entries(): IterableIterator<readonly [string, T]>;
  values(): IterableIterator<T>;
}

interface Leaf<T> {
  readonly hash: number;
  readonly key: string;
  readonly value: T;
}

/** Leaves whose hashes are the same in all bits. */
interface Bucket<T> {
  readonly hash: number;
  readonly leaves: readonly Leaf<T>[];
}

/** Up to 32 children; a set bit of `bitmap` says which are there. */
interface Branch<T> {
  readonly bitmap: number;
  readonly children: readonly Node<T>[];
}

type Node<T> = Leaf<T> | Bucket<T> | Branch<T>;

const bits = 5;
const mask = 31;

export function persistentMap<T>(entries: Iterable<readonly [string, T]> = []): PersistentMap<T> {
  let map = wrap<T>({ bitmap: 0, children: [] }, 0);
  for (const [key, value] of entries) map = map.set(key, value);
  return map;
}

function wrap<T>(root: Node<T>, size: number): PersistentMap<T> {
  const self: PersistentMap<T> = {
    size,
    get: (key) => find(root, hashOf(key), key)?.value,
    has: (key) => find(root, hashOf(key), key) !== undefined,
    set(key, value) {
      const hash = hashOf(key);
      const before = find(root, hash, key);
      if (before !== undefined && before.value === value) return self;
      return wrap(insert(root, { hash, key, value }, 0), before === undefined ? size + 1 : size);
    },
    delete(key) {
      const hash = hashOf(key);
      if (find(root, hash, key) === undefined) return self;
      return wrap(remove(root, hash, key, 0) ?? { bitmap: 0, children: [] }, size - 1);
    },
    entries: () => gather(root, (leaf) => [leaf.key, leaf.value] as const).values(),
    values: () => gather(root, (leaf) => leaf.value).values(),
  };
  return self;
}

/** FNV-1a over UTF-16 code units. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function isBranch<T>(node: Node<T>): node is Branch<T> {
  return "bitmap" in node;
}

function isBucket<T>(node: Node<T>): node is Bucket<T> {
  return "leaves" in node;
}

function bitOf(hash: number, shift: number): number {
  return 1 << ((hash >>> shift) & mask);
}

function position(bitmap: number, bit: number): number {
  let below = bitmap & (bit - 1);
  let count = 0;
  for (; below !== 0; below &= below - 1) count++;
  return count;
}

function find<T>(root: Node<T>, hash: number, key: string): Leaf<T> | undefined {
  let node: Node<T> = root;
  for (let shift = 0; ; shift += bits) {
    if (isBranch(node)) {
      const bit = bitOf(hash, shift);
      const child: Node<T> | undefined =
        (node.bitmap & bit) === 0 ? undefined : node.children[position(node.bitmap, bit)];
      if (child === undefined) return undefined;
      node = child;
    } else if (isBucket(node)) return node.leaves.find((it) => it.key === key);
    else return node.key === key ? node : undefined;
  }
}

function insert<T>(node: Node<T>, leaf: Leaf<T>, shift: number): Node<T> {
  if (isBranch(node)) {
    const bit = bitOf(leaf.hash, shift);
    const at = position(node.bitmap, bit);
    const child = node.children[at];
    if ((node.bitmap & bit) === 0 || child === undefined) {
      return { bitmap: node.bitmap | bit, children: node.children.toSpliced(at, 0, leaf) };
    }
    return { bitmap: node.bitmap, children: node.children.with(at, insert(child, leaf, shift + bits)) };
  }
  if (node.hash === leaf.hash) {
    if (!isBucket(node)) return node.key === leaf.key ? leaf : { hash: leaf.hash, leaves: [node, leaf] };
    return { hash: leaf.hash, leaves: [...node.leaves.filter((it) => it.key !== leaf.key), leaf] };
  }
  const split: Branch<T> = { bitmap: bitOf(node.hash, shift), children: [node] };
  return insert(split, leaf, shift);
}

/** The node without the key; null when nothing is left. */
function remove<T>(node: Node<T>, hash: number, key: string, shift: number): Node<T> | null {
  if (isBranch(node)) {
    const bit = bitOf(hash, shift);
    const at = position(node.bitmap, bit);
    const child = node.children[at];
    if (child === undefined) return node;
    const rest = remove(child, hash, key, shift + bits);
    if (rest !== null) return { bitmap: node.bitmap, children: node.children.with(at, rest) };
    if (node.children.length === 1) return null;
    return { bitmap: node.bitmap & ~bit, children: node.children.toSpliced(at, 1) };
  }
  if (!isBucket(node)) return null;
  const left = node.leaves.filter((it) => it.key !== key);
  const [first, second] = left;
  return first !== undefined && second === undefined ? first : { hash: node.hash, leaves: left };
}

/** Into a list at once: a generator for each level of the tree takes many times longer. */
function gather<T, R>(node: Node<T>, take: (leaf: Leaf<T>) => R, into: R[] = []): R[] {
  if (isBranch(node)) for (const child of node.children) gather(child, take, into);
  else if (isBucket(node)) for (const leaf of node.leaves) into.push(take(leaf));
  else into.push(take(node));
  return into;
}
