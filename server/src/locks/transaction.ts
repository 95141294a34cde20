import type { Answer } from "../base/static.ts";
import type { Statement } from "../emit/statement.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { createdInRevision, createdTracker } from "../schema/created-in-revision.ts";
import type { ActionOf } from "./action-of.ts";

/** What the locks of a statement are read from. */
export type LockedStatement = Pick<Statement, "operation" | "actions">;

/** A setting of the session, as far as the migration itself changes it. */
export interface Setting {
  /** "no": the migration leaves it as the server or the connection has it. */
  readonly set: Answer;
  /** As written: `2s`, `0`; null where it is not known, or not set. */
  readonly value: string | null;
  /** SET LOCAL: only until this transaction ends. */
  readonly local: boolean;
}

/** Where a statement stands: what its transaction has done before it. */
export interface TransactionState {
  /** True inside `autocommit_block()`: every statement is a transaction of its own. */
  readonly autocommit: boolean;
  /** The first statement of the transaction; later ones see what it did, other sessions do not. */
  readonly firstStatement: number;
  /** Whether earlier revisions of the same run are in the same transaction and may hold locks already. */
  readonly sharedWithOthers: Answer;
  /** How long it waits for a lock. */
  readonly lockTimeout: Setting;
  /** How long a statement may run. */
  readonly statementTimeout: Setting;
  /** Whether the session's TimeZone has no offset; null: not known. */
  readonly fixedZone: boolean | null;
  /** Whether the table was created in this transaction, so that nobody else can see it and its locks disturb nobody. */
  created(table: QualifiedName): Answer;
}

export interface TransactionOptions {
  /** One transaction for each revision (true) or for the whole run (false); null: not known. */
  readonly transactionPerMigration?: boolean | null;
}

/**
 * Follows the transactions of one revision: Alembic begins one before `upgrade()`; `autocommit_block()` commits it and begins another behind the block, and so do COMMIT and
 * ROLLBACK in SQL text.
 */
export interface TransactionTracker {
  /** The state before the next statement; to be called for each in order. */
  enter(statement: LockedStatement): TransactionState;
  /** As `TransactionState.created` for the statement that was entered last, without going through the transaction again. */
  createdNow(table: QualifiedName): Answer;
}

export function transactionTracker(
  statements: readonly LockedStatement[],
  options: TransactionOptions = {},
): TransactionTracker {
  let index = -1;
  let first = 0;
  let isShared: Answer = shared(options);
  let session: Settings = {};
  let local: Settings = {};
  let tracker = createdTracker();
  const begin = (at: number): void => {
    first = at;
    tracker = createdTracker();
    local = {};
    isShared = "no";
  };
  const leave = (statement: LockedStatement): void => {
    tracker.add(statement);
    for (const action of statement.actions) {
      if (action.kind === "unknown" || action.kind === "doBlock") session = unsure(session);
      if (action.kind !== "set") continue;
      const now = settingsAfter(action, statement);
      if (action.local) local = { ...local, ...now };
      else {
        session = { ...session, ...now };
        // What was set for this transaction alone is set anew, too.
        local = Object.fromEntries(Object.entries(local).filter(([name]) => !(name in now)));
      }
    }
    if (endsTransaction(statement)) begin(index + 1);
  };
  return {
    enter(statement) {
      const last = statements[index];
      if (last !== undefined) leave(last);
      index++;
      const autocommit = statement.operation?.autocommit ?? false;
      if (autocommit) begin(index);
      const settings = { ...session, ...local };
      const from = first;
      const upTo = index;
      return {
        autocommit,
        firstStatement: from,
        sharedWithOthers: isShared,
        lockTimeout: settings.lock_timeout ?? untouched,
        statementTimeout: settings.statement_timeout ?? untouched,
        fixedZone: isFixedZone(settings.timezone ?? untouched),
        created: (table) => createdInRevision(statements.slice(from, upTo + 1), statement, table),
      };
    },
    createdNow: (table) => tracker.created(table, statements[index]?.operation?.site.conditions ?? []),
  };
}

/** The transaction in which `statement` runs, for one revision on its own. */
export function transactionAt(
  statements: readonly LockedStatement[],
  statement: LockedStatement,
  options: TransactionOptions = {},
): TransactionState {
  const tracker = transactionTracker(statements, options);
  for (const it of statements) {
    const state = tracker.enter(it);
    if (it === statement) return state;
  }
  return tracker.enter(statement);
}

function shared({ transactionPerMigration = null }: TransactionOptions): Answer {
  return transactionPerMigration === null ? "unknown" : transactionPerMigration ? "no" : "yes";
}

function endsTransaction(statement: LockedStatement): boolean {
  if (statement.operation?.autocommit === true) return true;
  return statement.actions.some(
    (it) => it.kind === "transaction" && (it.command === "commit" || it.command === "rollback"),
  );
}

type FollowedSetting = "lock_timeout" | "statement_timeout" | "timezone";
type Settings = Readonly<Partial<Record<FollowedSetting, Setting>>>;

const followed: readonly FollowedSetting[] = ["lock_timeout", "statement_timeout", "timezone"];
const untouched: Setting = { set: "no", value: null, local: false };

/** What could not be read may have set anything. */
function unsure(settings: Settings): Settings {
  const maybe = (it: Setting | undefined): Setting => (it === undefined ? { ...untouched, set: "unknown" } : it);
  return Object.fromEntries(followed.map((it) => [it, maybe(settings[it])]));
}

function settingsAfter(action: ActionOf<"set">, statement: LockedStatement): Settings {
  const isSure = (statement.operation?.site.conditions.length ?? 0) === 0;
  const names = action.parameter === "all" ? followed : followed.filter((it) => it === action.parameter);
  const value = action.value === null || action.value.toLowerCase() === "default" ? null : action.value;
  const set: Answer = isSure ? (value === null ? "no" : "yes") : "unknown";
  return Object.fromEntries(names.map((it) => [it, { set, value: isSure ? value : null, local: action.local }]));
}

function isFixedZone({ set, value }: Setting): boolean | null {
  if (set !== "yes" || value === null) return null;
  return /^(?:utc|etc\/utc|gmt|etc\/gmt|zulu|etc\/zulu|universal|etc\/universal|uct|etc\/uct|0|utc0)$/i.test(
    value.trim(),
  );
}
