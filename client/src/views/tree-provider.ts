import * as vscode from "vscode";
import type { ViewNode } from "./node.ts";
import { type TreeElement, TreeModel } from "./tree-model.ts";

/** Shows nodes as a tree view of VS Code. The only place that makes its tree items. */
export class TreeProvider implements vscode.TreeDataProvider<TreeElement> {
  readonly #changed = new vscode.EventEmitter<TreeElement[] | undefined>();
  readonly #model: TreeModel;
  readonly #view: vscode.TreeView<TreeElement>;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(id: string, roots: () => readonly ViewNode[]) {
    this.#model = new TreeModel({
      roots,
      changed: (elements) => this.#changed.fire(elements === undefined ? undefined : [...elements]),
      reveal: async (element) => {
        // Selecting the line of the file in the editor is a convenience: VS Code itself logs why it could not.
        await Promise.resolve(this.#view.reveal(element, { select: true, focus: false })).catch(() => undefined);
      },
      later: (milliseconds, run) => {
        const timer = setTimeout(run, milliseconds);
        return { dispose: () => clearTimeout(timer) };
      },
    });
    this.#view = vscode.window.createTreeView(id, { treeDataProvider: this });
    this.#view.onDidExpandElement(({ element }) => this.#model.setOpen(element, true));
    this.#view.onDidCollapseElement(({ element }) => this.#model.setOpen(element, false));
    this.#view.onDidChangeVisibility(({ visible }) => this.#model.setVisible(visible));
    this.#model.setVisible(this.#view.visible);
  }

  get view(): Pick<vscode.TreeView<TreeElement>, "visible" | "onDidChangeVisibility"> {
    return this.#view;
  }

  /** What is shown may have changed. */
  refresh(): void {
    this.#model.refresh();
  }

  /** Selects the line with this id without taking the focus, as soon as it can be. */
  reveal(id: string): void {
    this.#model.reveal(id);
  }

  getChildren(element?: TreeElement): TreeElement[] {
    return [...this.#model.getChildren(element)];
  }

  getParent(element: TreeElement): TreeElement | undefined {
    return this.#model.getParent(element);
  }

  getTreeItem({ node }: TreeElement): vscode.TreeItem {
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
    this.#model.dispose();
    this.#view.dispose();
    this.#changed.dispose();
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
