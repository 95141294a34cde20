/** One line of a tree, as plain data. `tree-provider.ts` alone makes VS Code's tree items of it. */
export interface ViewNode {
  /** Stable over refreshes, so that selection and expansion stay. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** Name of a codicon, and the theme colour that supports it; the description says the same in words. */
  readonly icon: { readonly name: string; readonly color?: string } | null;
  /** One letter at the right edge, which stays when a long label pushes the description out, and what it means. */
  readonly badge: { readonly letter: string; readonly meaning: string } | null;
  /** For `when` clauses of menus. */
  readonly context: string;
  readonly command: { readonly id: string; readonly title: string; readonly arguments: readonly unknown[] } | null;
  readonly open: "leaf" | "collapsed" | "expanded";
  readonly children: readonly ViewNode[];
  /** Handed to commands of the context menu. */
  readonly argument: { readonly project?: string; readonly revision?: string; readonly environment?: string };
}

export const plainNode = {
  description: "",
  tooltip: "",
  icon: null,
  badge: null,
  context: "",
  command: null,
  open: "leaf",
  children: [],
  argument: {},
} as const satisfies Omit<ViewNode, "id" | "label">;

/** A sentence instead of a tree: empty, waiting, or an error. */
export function messageNode(
  id: string,
  label: string,
  options: { readonly icon?: string; readonly command?: ViewNode["command"]; readonly tooltip?: string } = {},
): ViewNode {
  return {
    ...plainNode,
    id,
    label,
    tooltip: options.tooltip ?? label,
    icon: { name: options.icon ?? "info" },
    context: "message",
    command: options.command ?? null,
  };
}
