import type { DirectionCount, Gap, SqlComparison } from "./compare-sql.ts";

interface Sum {
  projects: number;
  files: number;
  readonly upgrade: Record<keyof DirectionCount, number>;
  readonly downgrade: Record<keyof DirectionCount, number>;
  differences: number;
  readonly gaps: Map<string, Gap>;
  readonly refusals: Map<string, number>;
}

/** Prints the comparison of each project as it comes, and at the end what holds over all of them. */
export function sqlReport(print: (line: string) => void) {
  const sums = new Map<string, Sum>();
  return {
    add(directory: string, comparison: SqlComparison): void {
      const { name, versions } = comparison;
      if (!comparison.ok) {
        print(`${directory} ${name}, ${versions}: not compared (${comparison.reason})`);
        return;
      }
      const { files, upgrade, downgrade, differences } = comparison;
      const verdict = differences.length === 0 ? "no difference" : `${differences.length} DIFFERENCES`;
      print(
        `${directory} ${name}, ${versions}, ${files} files: upgrades ${shares(upgrade)}, downgrades ${shares(downgrade)}: ${verdict}`,
      );
      for (const it of differences) print(`  ${it}`);
      const sum = sums.get(versions) ?? nothing();
      sums.set(versions, sum);
      sum.projects++;
      sum.files += files;
      sum.differences += differences.length;
      addCounts(sum.upgrade, upgrade);
      addCounts(sum.downgrade, downgrade);
      for (const gap of comparison.gaps.values()) {
        const known = sum.gaps.get(gap.reason);
        if (known === undefined) sum.gaps.set(gap.reason, { ...gap, example: `${directory} ${gap.example}` });
        else {
          known.steps += gap.steps;
          known.alone += gap.alone;
        }
      }
      for (const [reason, steps] of comparison.refusals) {
        sum.refusals.set(reason, (sum.refusals.get(reason) ?? 0) + steps);
      }
    },
    total(): void {
      for (const [versions, sum] of sums) {
        print("");
        print(`${versions}: ${sum.projects} projects, ${sum.files} files, ${sum.differences} differences`);
        print(`  upgrades   ${shares(sum.upgrade)}`);
        print(`  downgrades ${shares(sum.downgrade)}`);
        print("  gaps by reason: steps, steps in which nothing else is missing, reason, one place");
        const gaps = [...sum.gaps.values()].sort((a, b) => b.alone - a.alone || b.steps - a.steps);
        for (const it of gaps) print(`    ${it.steps}\t${it.alone}\t${it.reason}\t${it.example}`);
        print("  what Alembic itself does not print: steps, reason");
        for (const [reason, steps] of [...sum.refusals].sort((a, b) => b[1] - a[1])) print(`    ${steps}\t${reason}`);
      }
    },
  };
}

function nothing(): Sum {
  const none = () => ({ printed: 0, complete: 0, refused: 0, stubbed: 0 });
  return {
    projects: 0,
    files: 0,
    upgrade: none(),
    downgrade: none(),
    differences: 0,
    gaps: new Map(),
    refusals: new Map(),
  };
}

function addCounts(sum: Record<keyof DirectionCount, number>, more: DirectionCount): void {
  sum.printed += more.printed;
  sum.complete += more.complete;
  sum.refused += more.refused;
  sum.stubbed += more.stubbed;
}

/** `268 of 270 complete (99.3 %), 18 refused by Alembic, 0 with stand-ins`. */
function shares({ printed, complete, refused, stubbed }: DirectionCount): string {
  const share = printed === 0 ? "" : ` (${((100 * complete) / printed).toFixed(1)} %)`;
  return `${complete} of ${printed} complete${share}, ${refused} not printed by Alembic, ${stubbed} with stand-ins`;
}
