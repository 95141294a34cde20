import { describe, expect, test } from "vitest";
import { buildGraph } from "../../src/graph/build-graph.ts";
import { dotText } from "../../src/graph/dot.ts";
import { mermaidText } from "../../src/graph/mermaid.ts";
import { graphOf, headers } from "./headers.ts";

const merged = graphOf("a1", "b2 < a1 [left]", "c3 < a1", "d4 < b2, c3", "e5 ; left");

describe("dot", () => {
  test("heads, merge points, labels and dependencies are drawn differently", () => {
    expect(dotText([{ name: "shop", graph: merged }])).toBe(`digraph alembic {
  rankdir=BT;
  node [shape=box, fontname="sans-serif"];
  "d4" [label="d4 (head)\\nd4", peripheries=2];
  "e5" [label="e5 (head)\\ne5", peripheries=2];
  "b2" [label="b2 (left)\\nb2"];
  "c3" [label="c3\\nc3"];
  "a1" [label="a1\\na1"];
  "b2" -> "d4";
  "c3" -> "d4";
  "b2" -> "e5" [style=dashed];
  "a1" -> "b2";
  "a1" -> "c3";
}
`);
    expect(dotText([{ name: "shop", graph: graphOf("a1", "b2", "c3 < a1, b2", "d4 < c3") }])).toContain(
      '"c3" [label="c3\\nc3", shape=hexagon];',
    );
  });

  test("ids and messages cannot leave their quotes, and show as they are", () => {
    const graph = buildGraph(
      headers("a1").map((it) => ({ ...it, revision: 'x"]\\', doc: 'say "hi" \\n & &lt;b\tc\nsecond line' })),
    );
    const lines = dotText([{ name: "shop", graph }]).split("\n");
    expect(lines[3]).toBe(
      '  "x\\"]\\\\" [label="x\\"]\\\\ (head)\\nsay \\"hi\\" \\\\n &amp; &amp;lt;b c", peripheries=2];',
    );
  });

  test("an id that no file declares is dotted", () => {
    const text = dotText([{ name: "shop", graph: graphOf("b2 < gone") }]);
    expect(text).toContain('"gone" [label="gone (missing)", style=dotted];');
    expect(text).toContain('"gone" -> "b2";');
  });

  test("several projects are clusters with names of their own, though their ids are the same", () => {
    const graph = graphOf("a1", "b2 < a1");
    const text = dotText([
      { name: "one", graph },
      { name: 'tw"o', graph },
    ]);
    expect(text).toContain('  subgraph "cluster_2" {\n    label="tw\\"o";\n    "2/b2"');
    expect(text).toContain('    "2/a1" -> "2/b2";\n  }\n}\n');
  });
});

describe("mermaid", () => {
  test("heads, merge points, labels and dependencies are drawn differently", () => {
    expect(mermaidText([{ name: "shop", graph: merged }])).toBe(`flowchart BT
  r1(["d4 (head)<br/>d4"])
  r2(["e5 (head)<br/>e5"])
  r3["b2 (left)<br/>b2"]
  r4["c3<br/>c3"]
  r5["a1<br/>a1"]
  r3 --> r1
  r4 --> r1
  r3 -.-> r2
  r5 --> r3
  r5 --> r4
  classDef head stroke-width:3px
  class r1,r2 head
`);
    expect(mermaidText([{ name: "shop", graph: graphOf("a1", "b2", "c3 < a1, b2", "d4 < c3") }])).toContain(
      '  r2{{"c3<br/>c3"}}\n',
    );
  });

  test("ids and messages cannot leave their quotes, and are neither HTML nor Markdown", () => {
    const graph = buildGraph(
      headers("a1").map((it) => ({ ...it, revision: "end", doc: '`x` "q" <b>&#; a_b\nsecond line' })),
    );
    expect(mermaidText([{ name: "shop", graph }]).split("\n")[1]).toBe(
      '  r1(["end (head)<br/>#96;x#96; #34;q#34; #60;b#62;#38;#35;#59; a#95;b"])',
    );
  });

  test("an id that no file declares is dashed; several projects are subgraphs", () => {
    const text = mermaidText([
      { name: "one", graph: graphOf("a1") },
      { name: 'tw"o', graph: graphOf("b2 < gone") },
    ]);
    expect(text).toContain('  subgraph chart2["tw#34;o"]\n    direction BT\n    r2(["b2 (head)<br/>b2"])\n');
    expect(text).toContain('    r3["gone (missing)"]\n    r3 --> r2\n  end\n');
    expect(text).toContain("  class r3 missing\n");
  });
});
