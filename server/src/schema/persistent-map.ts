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
  /** The keys whose value is another one than in `other`, or that only one of them has. Parts that both share are not looked at. */
  changedKeys(other: PersistentMap<T>): readonly string[];
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
const nothing: Branch<never> = { bitmap: 0, children: [] };

export function persistentMap<T>(entries: Iterable<readonly [string, T]> = []): PersistentMap<T> {
  let map: PersistentMap<T> = new HashTrie<T>(nothing, 0);
  for (const [key, value] of entries) map = map.set(key, value);
  return map;
}

/** A class, for every change makes one: an object with functions of its own would take many times the memory. */
class HashTrie<T> implements PersistentMap<T> {
  readonly root: Node<T>;
  readonly size: number;

  constructor(root: Node<T>, size: number) {
    this.root = root;
    this.size = size;
  }

  get(key: string): T | undefined {
    return find(this.root, hashOf(key), key)?.value;
  }

  has(key: string): boolean {
    return find(this.root, hashOf(key), key) !== undefined;
  }

  set(key: string, value: T): PersistentMap<T> {
    const hash = hashOf(key);
    const before = find(this.root, hash, key);
    if (before !== undefined && before.value === value) return this;
    const root = insert(this.root, { hash, key, value }, 0);
    return new HashTrie(root, before === undefined ? this.size + 1 : this.size);
  }

  delete(key: string): PersistentMap<T> {
    const hash = hashOf(key);
    if (find(this.root, hash, key) === undefined) return this;
    return new HashTrie(remove(this.root, hash, key, 0) ?? nothing, this.size - 1);
  }

  entries(): IterableIterator<readonly [string, T]> {
    return gather(this.root, (leaf) => [leaf.key, leaf.value] as const).values();
  }

  values(): IterableIterator<T> {
    return gather(this.root, (leaf) => leaf.value).values();
  }

  changedKeys(other: PersistentMap<T>): readonly string[] {
    if (!(other instanceof HashTrie)) return [];
    const keys = new Set<string>();
    addUnshared(this.root, other.root as Node<T>, keys);
    return [...keys].filter((it) => this.get(it) !== other.get(it));
  }
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

/** The keys of both trees outside of the parts that they share. */
function addUnshared<T>(a: Node<T>, b: Node<T>, keys: Set<string>): void {
  if (a === b) return;
  if (!isBranch(a) || !isBranch(b)) {
    for (const it of [a, b]) gather(it, (leaf) => keys.add(leaf.key));
    return;
  }
  for (let all = a.bitmap | b.bitmap; all !== 0; all &= all - 1) {
    const bit = all & -all;
    addUnshared(childAt(a, bit), childAt(b, bit), keys);
  }
}

function childAt<T>({ bitmap, children }: Branch<T>, bit: number): Node<T> {
  return ((bitmap & bit) === 0 ? undefined : children[position(bitmap, bit)]) ?? nothing;
}

/** Into a list at once: a generator for each level of the tree takes many times longer. */
function gather<T, R>(node: Node<T>, take: (leaf: Leaf<T>) => R, into: R[] = []): R[] {
  if (isBranch(node)) for (const child of node.children) gather(child, take, into);
  else if (isBucket(node)) for (const leaf of node.leaves) into.push(take(leaf));
  else into.push(take(node));
  return into;
}
