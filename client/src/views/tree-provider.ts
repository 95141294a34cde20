import * as vscode from "vscode";
import type { ViewNode } from "./node.ts";

/** Shows nodes as a tree. The only place that makes VS Code's tree items. */
export class TreeProvider implements vscode.TreeDataProvider<ViewNode> {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #roots: () => readonly ViewNode[];
  #shown: readonly ViewNode[] = [];
  readonly #parents = new Map<string, ViewNode>();
  readonly #byId = new Map<string, ViewNode>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(roots: () => readonly ViewNode[]) {
    this.#roots = roots;
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getChildren(node?: ViewNode): ViewNode[] {
    if (node !== undefined) return [...node.children];
    this.#shown = this.#roots();
    this.#parents.clear();
    this.#byId.clear();
    this.#remember(this.#shown);
    return [...this.#shown];
  }

  getParent(node: ViewNode): ViewNode | undefined {
    return this.#parents.get(node.id);
  }

  find(id: string): ViewNode | undefined {
    return this.#byId.get(id);
  }

  getTreeItem(node: ViewNode): vscode.TreeItem {
    const open = {
      leaf: vscode.TreeItemCollapsibleState.None,
      collapsed: vscode.TreeItemCollapsibleState.Collapsed,
      expanded: vscode.TreeItemCollapsibleState.Expanded,
    }[node.open];
    const item = new vscode.TreeItem(node.label, open);
    item.id = node.id;
    item.description = node.description;
    item.tooltip = node.tooltip === "" ? node.label : node.tooltip;
    item.contextValue = node.context;
    // Without this a screen reader is given the tooltip instead of the line.
    item.accessibilityInformation = { label: [node.label, node.description].filter((it) => it !== "").join(", ") };
    if (node.icon !== null) {
      const color = node.icon.color === undefined ? undefined : new vscode.ThemeColor(node.icon.color);
      item.iconPath = new vscode.ThemeIcon(node.icon.name, color);
    }
    if (node.badge !== null) item.resourceUri = badgeUri(node);
    if (node.command !== null) {
      const { id, title } = node.command;
      item.command = { command: id, title, arguments: commandArguments(node.command) };
    }
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #remember(nodes: readonly ViewNode[], parent?: ViewNode): void {
    for (const it of nodes) {
      this.#byId.set(it.id, it);
      if (parent !== undefined) this.#parents.set(it.id, parent);
      this.#remember(it.children, it);
    }
  }
}

const badgeScheme = "limbeck-badge";

/** VS Code draws badges through decorations of URIs: this one carries its letter with it, so a new state is a new URI. */
function badgeUri(node: ViewNode): vscode.Uri {
  return vscode.Uri.from({ scheme: badgeScheme, path: `/${node.id}`, query: JSON.stringify(node.badge) });
}

/** Draws the badges of every tree; registered once. */
export const badgeProvider: vscode.FileDecorationProvider = {
  provideFileDecoration(uri) {
    if (uri.scheme !== badgeScheme) return undefined;
    const { letter, meaning } = JSON.parse(uri.query) as NonNullable<ViewNode["badge"]>;
    return new vscode.FileDecoration(letter, meaning);
  },
};

function commandArguments(command: NonNullable<ViewNode["command"]>): unknown[] {
  if (command.id !== "vscode.open") return [...command.arguments];
  const [uri, options] = command.arguments as readonly [
    string,
    { readonly selection: { readonly line: number; readonly character: number } },
  ];
  const place = new vscode.Position(options.selection.line, options.selection.character);
  return [vscode.Uri.parse(uri), { selection: new vscode.Range(place, place), preview: true }];
}
