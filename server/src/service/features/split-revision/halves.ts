import type { Span } from "../../../base/span.ts";
import type { Statement as SqlStatement } from "../../../emit/statement.ts";
import { everyNode } from "../../../lint/syntax-at.ts";
import type { MigrationFile } from "../../../migration/migration-file.ts";
import type { Operation } from "../../../migration/operation.ts";
import type { Statement } from "../../../python/syntax.ts";
import { functionNamed, type WrittenFunction } from "./function-named.ts";
import { belongsTo, subjectsOf } from "./subjects.ts";
import { neededOf } from "./what-it-needs.ts";

/** One function of the second revision: what it repeats of the first, and what moves there. */
export interface MovedPart {
  readonly repeated: readonly Statement[];
  readonly moved: readonly Statement[];
}

export interface Halves {
  readonly upgrade: MovedPart;
  /** Null: as the template has it. `moved` is empty where the whole of `downgrade()` is repeated (it raises). */
  readonly downgrade: MovedPart | null;
}

type Statements = { readonly upgrade: readonly SqlStatement[]; readonly downgrade: readonly SqlStatement[] };

/** Divides a migration before the statement at an offset of `upgrade()`. Null where that would change what it does, or cannot be told. */
export function halvesOf(migration: MigrationFile, statements: Statements, at: number): Halves | null {
  const upgrade = functionNamed(migration.module, "upgrade");
  const begin = upgrade?.body.findIndex((it) => it.span.start <= at && at < it.span.end) ?? -1;
  if (upgrade === null || begin < 1) return null;
  const [kept, moved] = [upgrade.body.slice(0, begin), upgrade.body.slice(begin)];
  const sqlOf = sqlIn(statements.upgrade);
  if (sqlOf(spanOf(kept)).every(isSetting) || holds(kept, "Return")) return null;
  const repeated = repeatedOf(moved, kept, sqlOf);
  if (repeated === null) return null;
  const downgrade = divideDowngrade(migration, statements, { kept, moved });
  return downgrade === undefined ? null : { upgrade: { repeated, moved }, downgrade };
}

/** What of the first half must be said again in the second: names, and settings of the transaction. */
function repeatedOf(
  moved: readonly Statement[],
  kept: readonly Statement[],
  sqlOf: (span: Span) => readonly SqlStatement[],
): readonly Statement[] | null {
  const settings = kept.filter((it) => {
    const sql = sqlOf(it.span);
    return it.type === "ExpressionStatement" && sql.length > 0 && sql.every(isSetting);
  });
  const others = kept.filter((it) => !settings.includes(it));
  const needed = neededOf([...settings, ...moved], others, (span) => sqlOf(span).length > 0);
  if (needed === null) return null;
  return kept.filter((it) => needed.includes(it) || settings.includes(it));
}

function divideDowngrade(
  migration: MigrationFile,
  statements: Statements,
  upgrade: { readonly kept: readonly Statement[]; readonly moved: readonly Statement[] },
): Halves["downgrade"] | undefined {
  const { downgrade } = migration;
  if (downgrade.kind === "missing" || downgrade.isEmpty) return null;
  const written: WrittenFunction | null = functionNamed(migration.module, "downgrade");
  if (written === null) return undefined;
  const sqlOf = sqlIn(statements.downgrade);
  if (downgrade.operations.length === 0 && downgrade.gaps.length === 0 && downgrade.raises.length > 0) {
    return { repeated: written.body, moved: [] };
  }
  if (holds(written.body, "Return")) return undefined;
  const upgradeSql = sqlIn(statements.upgrade);
  const first = subjectsOf(upgradeSql(spanOf(upgrade.kept)));
  const second = subjectsOf(upgradeSql(spanOf(upgrade.moved)));
  const acting = written.body.filter((it) => !sqlOf(it.span).every(isSetting));
  const sides = acting.map((it) => belongsTo(sqlOf(it.span), first, second));
  if (sides.includes(null)) return undefined;
  const moved = acting.filter((_, index) => sides[index] === "second");
  const kept = acting.filter((_, index) => sides[index] === "first");
  if (moved.length === 0) return null;
  // The second revision is taken back first. Where its part does not stand first, the two must have nothing to do with each other.
  const [last, next] = [sides.lastIndexOf("second"), sides.indexOf("first")];
  if (
    next !== -1 &&
    next < last &&
    shareTables(
      moved.flatMap((it) => sqlOf(it.span)),
      kept.flatMap((it) => sqlOf(it.span)),
    )
  )
    return undefined;
  const others = written.body.filter((it) => !moved.includes(it));
  const repeated = repeatedOf(
    moved,
    others.filter((it) => it.span.start < (moved[0]?.span.start ?? 0)),
    sqlOf,
  );
  return repeated === null ? undefined : { repeated, moved };
}

function shareTables(a: readonly SqlStatement[], b: readonly SqlStatement[]): boolean {
  const { tables } = subjectsOf(a);
  return [...subjectsOf(b).tables].some((it) => tables.has(it));
}

function isSetting({ actions }: SqlStatement): boolean {
  return actions.length > 0 && actions.every((it) => it.kind === "set");
}

/** The SQL that the Python of a range sends, by the place in the function itself. */
function sqlIn(statements: readonly SqlStatement[]): (span: Span) => readonly SqlStatement[] {
  return (span) =>
    statements.filter((it) => {
      const at = it.operation === null ? it.span.start : placeOf(it.operation);
      return span.start <= at && at < span.end;
    });
}

/** Where the function itself calls what leads to an operation. */
function placeOf({ site }: Operation): number {
  return site.frames.find((it) => it.file === null)?.call.start ?? site.call.start;
}

function spanOf(statements: readonly Statement[]): Span {
  return { start: statements[0]?.span.start ?? 0, end: statements.at(-1)?.span.end ?? 0 };
}

function holds(statements: readonly Statement[], type: string): boolean {
  let found = false;
  everyNode(statements, (it) => {
    found ||= it.type === type;
  });
  return found;
}
