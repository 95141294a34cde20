import type { CancelSignal } from "./alembic/run-alembic.ts";

/** What commands ask of the editor. One implementation uses `vscode`, the tests have another. */
export interface Ui {
  /** Shows a message and returns at once; the pressed button's action runs later. */
  readonly say: (message: Message) => void;
  /** Modal. False when it was closed in any other way than by its button. */
  readonly confirm: (question: {
    readonly message: string;
    readonly detail: string;
    readonly yes: string;
  }) => Promise<boolean>;
  readonly pick: <T>(question: {
    readonly title: string;
    readonly placeholder: string;
    readonly items: readonly PickItem<T>[];
  }) => Promise<T | undefined>;
  /** A list to choose from; typed text is looked at as well, and can be taken in place of a line of the list. */
  readonly pickOrType: <T>(question: TypedQuestion<T>) => Promise<T | undefined>;
  readonly input: (question: {
    readonly title: string;
    readonly prompt: string;
    readonly secret?: "secret";
    readonly validate?: (text: string) => string | null;
  }) => Promise<string | undefined>;
  readonly pickFile: (question: { readonly title: string }) => Promise<string | undefined>;
  readonly progress: <T>(
    title: string,
    work: (report: (message: string) => void, cancel: CancelSignal) => Promise<T>,
  ) => Promise<T>;
  /** For work that is usually quick: shown in the status bar, cannot be cancelled. */
  readonly busy: <T>(title: string, work: () => Promise<T>) => Promise<T>;
  /** `line` counts from 1. */
  readonly open: (file: string, line: number) => Promise<void>;
  /** Opens a read-only SQL document. */
  readonly openSql: (title: string, text: string) => Promise<void>;
  /** Opens two read-only SQL documents side by side with their differences marked. */
  readonly diffSql: (difference: SqlDifference) => Promise<void>;
  /** Paths of the files that are changed in the editor and not saved. */
  readonly unsaved: () => readonly string[];
  readonly copy: (text: string) => Promise<void>;
  readonly showLog: () => void;
  /** Runs a command of the editor, such as the one that manages workspace trust. */
  readonly execute: (command: string, ...args: readonly unknown[]) => Promise<void>;
}

export interface Message {
  readonly level: "information" | "warning" | "error";
  readonly text: string;
  readonly buttons?: readonly Button[];
}

export interface SqlDifference {
  readonly title: string;
  readonly left: { readonly title: string; readonly text: string };
  readonly right: { readonly title: string; readonly text: string };
}

export interface Button {
  readonly title: string;
  readonly run: () => unknown;
}

export interface TypedQuestion<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly PickItem<T>[];
  /** What typed text means, as a line above the list; without a value it is only read. */
  readonly typed: (text: string) => Promise<PickItem<T | null>>;
}

export interface PickItem<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
}
