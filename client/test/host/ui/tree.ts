import { eventually } from "../eventually.ts";
import type { Workbench } from "../workbench.ts";

/** State of every revision that the Revisions tree shows, as it can be read in its rows. */
export async function shownMarks(workbench: Workbench): Promise<Readonly<Record<string, string>>> {
  const rows = await workbench.rows("Revisions");
  const found = rows.flatMap((row): readonly (readonly [string, string])[] => {
    const match = /\b(current|applied|pending) · ([0-9a-f]{12})\b/.exec(row);
    return match?.[1] === undefined || match[2] === undefined ? [] : [[match[2], match[1]]];
  });
  return Object.fromEntries(found);
}

/** Opens the view container and waits until the tree shows this mark. */
export async function waitForMark(
  workbench: Workbench,
  revision: string,
  mark: string,
): Promise<Readonly<Record<string, string>>> {
  await workbench.openView("Alembic");
  return eventually(
    `${revision} ${mark} in the tree`,
    () => shownMarks(workbench),
    (it) => it[revision] === mark,
  );
}
