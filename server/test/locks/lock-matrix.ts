import type { LockEffect } from "../../src/locks/lock-effect.ts";
import { manual } from "../../src/locks/lock-fact.ts";
import { factFor, isFactId } from "../../src/locks/lock-facts.ts";
import { displayName } from "../../src/postgres/name.ts";
import type { LockCase } from "./lock-case.ts";
import { lockCases } from "./lock-cases.ts";
import type { Predictor } from "./predict-locks.ts";

/** The matrix as Markdown tables: one row a statement, several where versions differ. The keys are the majors. */
export function lockMatrix(predictors: ReadonlyMap<number, Predictor>): string {
  const majors = [...predictors.keys()].sort((a, b) => a - b);
  const lines = lockCases.flatMap(({ heading, cases }) => [
    `## ${heading}`,
    "",
    "| statement | PostgreSQL | locks | written anew | read whole | blocks | manual |",
    "|---|---|---|---|---|---|---|",
    ...cases.flatMap((it) => rowsOf(it, majors, predictors)),
    "",
  ]);
  return lines.join("\n");
}

function rowsOf(
  lockCase: LockCase,
  majors: readonly number[],
  predictors: ReadonlyMap<number, Predictor>,
): readonly string[] {
  const rows: { readonly cells: string; readonly majors: number[] }[] = [];
  for (const major of majors) {
    if ((lockCase.from ?? 0) > major) continue;
    const effects = predictors.get(major)?.predict(lockCase) ?? [];
    const cells = `${cellsOf(effects)} | ${sourcesOf(effects, major)}`;
    const last = rows.at(-1);
    if (last?.cells === cells) last.majors.push(major);
    else rows.push({ cells, majors: [major] });
  }
  const code = `\`${lockCase.sql.replaceAll("|", "\\|")}\``;
  const remark = lockCase.remark === undefined ? "" : `<br>${lockCase.remark}`;
  const zone = lockCase.setup === undefined ? "" : `<br>after ${setupText(lockCase.setup)}`;
  return rows.map(({ cells, majors: own }) => `| ${code}${remark}${zone} | ${rangeText(own)} | ${cells} |`);
}

function setupText(sql: string): string {
  return sql
    .split(/;\s*/)
    .filter((it) => it !== "")
    .map((it) => `\`${it.replaceAll("|", "\\|")}\``)
    .join("; ");
}

function rangeText(majors: readonly number[]): string {
  const [first] = majors;
  const last = majors.at(-1);
  return first === last ? String(first) : `${first}–${last}`;
}

function cellsOf(effects: readonly LockEffect[]): string {
  const tables = effects.filter((it) => it.object !== "index");
  const indexes = effects.filter((it) => it.object === "index");
  const locks = [...byMode(tables), ...byMode(indexes).map((it) => `index ${it}`)];
  const doubts = [...new Set(effects.filter((it) => it.relation === null).map((it) => `cannot tell: ${it.doubt}`))];
  const blocked = ["reads", "writes"].flatMap((what) => {
    const names = tables.filter((it) => it.blocks?.some((one) => one === what) === true).map(nameOf);
    return names.length === 0 ? [] : [`${what} of ${names.join(", ")}`];
  });
  return [
    [...locks, ...doubts].join("<br>") || "none",
    told(effects, (it) => it.rewrites),
    told(tables, (it) => it.scans),
    blocked.join("<br>") || "–",
  ].join(" | ");
}

/** Pages of the manual, from the rows of the lock table that were used. */
function sourcesOf(effects: readonly LockEffect[], major: number): string {
  const ids = new Set(effects.flatMap((it) => it.facts));
  const pages = new Set([...ids].flatMap((it) => (isFactId(it) ? [factFor(it, major).source] : [])));
  return (
    [...pages].map((it) => `[${it.replace(/^sql-|\.html$/g, "").replace(".html", "")}](${manual}${it})`).join(", ") ||
    "–"
  );
}

function byMode(effects: readonly LockEffect[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const effect of effects) {
    if (effect.relation === null) continue;
    const mode = effect.mode ?? "cannot tell";
    groups.set(mode, [...(groups.get(mode) ?? []), nameOf(effect)]);
  }
  return [...groups].map(([mode, names]) => `${names.sort().join(", ")}: ${mode}`);
}

function told(effects: readonly LockEffect[], what: (effect: LockEffect) => boolean | null): string {
  const sure = effects.filter((it) => what(it) === true).map(nameOf);
  const open = effects.filter((it) => what(it) === null && it.relation !== null).map((it) => `${nameOf(it)}?`);
  return [...sure.sort(), ...open.sort()].join(", ") || "–";
}

function nameOf(effect: LockEffect): string {
  return effect.relation === null ? "?" : displayName(effect.relation);
}
