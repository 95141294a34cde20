import { describe, expect, test } from "vitest";
import { type Random, random } from "../../../server/test/oracle/random.ts";
import { plainNode, type ViewNode } from "../../src/views/node.ts";
import { type TreeElement, TreeModel } from "../../src/views/tree-model.ts";
import { FakeTime, FakeTreeView } from "../support/fake-tree-view.ts";

const firstSeed = Number(process.env.LIMBECK_SEED ?? Math.floor(Math.random() * 2 ** 31));

function line(id: string, label = id): ViewNode {
  return { ...plainNode, id, label };
}

function group(id: string, children: readonly ViewNode[], open: ViewNode["open"] = "expanded"): ViewNode {
  return { ...plainNode, id, label: `group ${id}`, open, children };
}

/** A chain with branches, as it is while somebody types, migrates and adds revisions. */
function randomTree(source: Random): readonly ViewNode[] {
  const state = source.below(3);
  const rows = Array.from({ length: 3 + source.below(3) }, (_, index) => line(`r${index}`, `r${index} ${state}`));
  const branches = Array.from({ length: 1 + source.below(2) }, (_, index) =>
    group(
      `b${index}`,
      Array.from({ length: 1 + source.below(3) }, (__, at) => line(`b${index}.${at}`, `b${index}.${at} ${state}`)),
      index === 0 ? "expanded" : "collapsed",
    ),
  );
  return [...branches, ...rows];
}

/** The lines that a person sees when the groups that start open are open. */
function texts(nodes: readonly ViewNode[]): readonly string[] {
  return nodes.flatMap((it) => [
    it.label,
    ...(it.open === "expanded" ? it.children.map((child) => `  ${child.label}`) : []),
  ]);
}

interface Session {
  readonly view: { readonly errors: readonly string[]; readonly lines: () => readonly string[] };
  readonly announced: number;
}

/** Some seconds of a busy window: changes, reveals, the view hidden and shown again. */
async function busySession(
  seed: number,
  build: (
    time: FakeTime,
    roots: () => readonly ViewNode[],
  ) => {
    readonly view: FakeTreeView<TreeElement>;
    readonly refresh: () => void;
    readonly reveal: (id: string) => void;
    readonly show: (visible: boolean) => void;
  },
): Promise<Pick<Session, "view"> & { readonly last: readonly ViewNode[] }> {
  const source = random(seed);
  const time = new FakeTime(source);
  let tree = randomTree(source);
  const { view, refresh, reveal, show } = build(time, () => tree);
  show(true);
  for (let step = 0; step < 60; step++) {
    await time.pass(source.below(260));
    const what = source.below(10);
    if (what < 6) {
      if (source.chance(0.8)) tree = randomTree(source);
      refresh();
    } else if (what < 9) reveal(source.pick(tree.flatMap((it) => [it, ...it.children])).id);
    else {
      show(false);
      await time.pass(source.below(400));
      show(true);
    }
  }
  await time.pass(20_000);
  return { view, last: tree };
}

describe("TreeModel", () => {
  test(`VS Code finds every line that it asks for, and ends with what is newest (LIMBECK_SEED=${firstSeed})`, async () => {
    for (let seed = firstSeed; seed < firstSeed + 40; seed++) {
      const { view, last } = await busySession(seed, (time, roots) => {
        const model: TreeModel = new TreeModel({
          roots,
          changed: (elements) => fake.fire(elements),
          reveal: (element) => fake.reveal(element),
          later: time.later,
        });
        const fake: FakeTreeView<TreeElement> = fakeView(time, (element) => model.getChildren(element));
        return {
          view: fake,
          refresh: () => model.refresh(),
          reveal: (id) => model.reveal(id),
          show: (visible) => {
            fake.show(visible);
            model.setVisible(visible);
          },
        };
      });
      expect(view.errors, `seed ${seed}`).toEqual([]);
      expect(view.lines(), `seed ${seed}`).toEqual(texts(last));
    }
  });

  test("announcing everything at every change, and revealing at any time, is what VS Code cannot follow", async () => {
    const errors: string[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const { view } = await busySession(seed, (time, roots) => {
        const known = new Map<string, TreeElement>();
        const elements = (nodes: readonly ViewNode[]) =>
          nodes.map((node) => {
            const element = { id: node.id, node, argument: node.argument };
            known.set(node.id, element);
            return element;
          });
        const fake = fakeView(time, (element) => elements(element?.node.children ?? roots()));
        return {
          view: fake,
          refresh: () => fake.fire(undefined),
          reveal: (id) => {
            const element = known.get(id);
            if (element !== undefined) void fake.reveal(element);
          },
          show: (visible) => fake.show(visible),
        };
      });
      errors.push(...view.errors);
    }
    expect(errors[0]).toMatch(/^No tree item with id 'b\d' found\.$/);
  });
});

function fakeView(
  time: FakeTime,
  getChildren: (element?: TreeElement) => readonly TreeElement[],
): FakeTreeView<TreeElement> {
  return new FakeTreeView(
    {
      getChildren,
      item: ({ node }) => ({ id: node.id, open: node.open }),
      text: ({ node }) => node.label,
    },
    time,
  );
}

describe("what is announced", () => {
  function start(first: readonly ViewNode[]) {
    const time = new FakeTime(random(1));
    let tree = first;
    const announced: (readonly string[] | "all")[] = [];
    const revealed: string[] = [];
    const model = new TreeModel({
      roots: () => tree,
      changed: (elements) => announced.push(elements?.map((it) => it.id) ?? "all"),
      reveal: async ({ id }) => void revealed.push(id),
      later: time.later,
    });
    model.setVisible(true);
    const ask = (elements = model.getChildren()): void => {
      for (const it of elements) if (it.node.open === "expanded") ask(model.getChildren(it));
    };
    return {
      model,
      announced,
      revealed,
      ask,
      pass: (milliseconds: number) => time.pass(milliseconds),
      change: async (next: readonly ViewNode[]) => {
        tree = next;
        model.refresh();
        await time.pass(1_000);
      },
    };
  }
  const tree = [group("b", [line("b.0"), line("b.1")]), line("r0"), line("r1")];

  test("nothing before VS Code has asked, and nothing that would show the same", async () => {
    const it = start(tree);
    await it.change(tree);
    it.ask();
    await it.change(structuredClone(tree));
    expect(it.announced).toEqual([]);
  });

  test("the lines that changed alone, and the same elements for them", async () => {
    const it = start(tree);
    it.ask();
    const [before] = it.model.getChildren();
    it.ask();
    await it.change([group("b", [line("b.0"), line("b.1", "applied")]), line("r0", "applied"), line("r1")]);
    expect(it.announced).toEqual([["b.1", "r0"]]);
    expect(it.model.getChildren()[0]).toBe(before);
  });

  test("a group that has other lines; everything when the lines at the top are others", async () => {
    const it = start(tree);
    it.ask();
    await it.change([group("b", [line("b.1")]), line("r0"), line("r1")]);
    const [changed] = it.model.getChildren();
    expect(changed && it.model.getChildren(changed).map((child) => child.id)).toEqual(["b.1"]);
    await it.change([line("r0"), line("r1")]);
    expect(it.announced).toEqual([["b"], "all"]);
  });

  test("several changes at once are one; the next waits until VS Code has asked for what is open", async () => {
    const it = start(tree);
    const roots = it.model.getChildren();
    for (const name of ["one", "two", "three"]) {
      it.model.refresh();
      await it.change([line(name)]);
    }
    expect(it.announced).toEqual([]);
    it.ask(roots);
    await it.pass(1_000);
    expect(it.announced).toEqual(["all"]);
    expect(it.model.getChildren().map(({ id }) => id)).toEqual(["three"]);
  });

  test("a group that the person closed is not waited for; what never comes only for some seconds", async () => {
    const it = start(tree);
    const [b] = it.model.getChildren();
    if (b !== undefined) it.model.setOpen(b, false);
    await it.change([line("new")]);
    expect(it.announced).toEqual(["all"]);
    await it.pass(10_000);
    expect(it.announced.slice(0, 2)).toEqual(["all", "all"]);
  });

  test("a line is revealed when nothing is in the way, and only the one that was wanted last", async () => {
    const it = start(tree);
    it.model.reveal("r0");
    it.model.reveal("r1");
    await it.pass(1_000);
    expect(it.revealed).toEqual([]);
    it.ask();
    await it.pass(1_000);
    expect(it.revealed).toEqual(["r1"]);
    it.model.reveal("nowhere");
    await it.pass(1_000);
    expect(it.revealed).toEqual(["r1"]);
  });

  test("while it is hidden it is announced once, as a whole", async () => {
    const it = start(tree);
    it.ask();
    it.model.setVisible(false);
    await it.change([group("b", [line("b.0"), line("b.1")]), line("r0", "applied"), line("r1")]);
    await it.change(tree.slice(1));
    expect(it.announced).toEqual(["all"]);
  });
});
