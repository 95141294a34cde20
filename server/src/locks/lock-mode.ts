/**
 * The table-level lock modes of PostgreSQL, from the weakest to the strongest.
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
 */
export type LockMode =
  | "ACCESS SHARE"
  | "ROW SHARE"
  | "ROW EXCLUSIVE"
  | "SHARE UPDATE EXCLUSIVE"
  | "SHARE"
  | "SHARE ROW EXCLUSIVE"
  | "EXCLUSIVE"
  | "ACCESS EXCLUSIVE";

/** What an application does all day: SELECT, and INSERT, UPDATE, DELETE. */
export type Traffic = "reads" | "writes";

/**
 * The table of conflicts ("Conflicting Lock Modes" of the manual; the same from version 14 to 18): each mode with those that wait for it. "Strongest" in this
 * code base means the order of the keys, which is the server's own numbering; SHARE and SHARE UPDATE EXCLUSIVE block different things.
 */
const conflicts: Readonly<Record<LockMode, readonly LockMode[]>> = {
  "ACCESS SHARE": ["ACCESS EXCLUSIVE"],
  "ROW SHARE": ["EXCLUSIVE", "ACCESS EXCLUSIVE"],
  "ROW EXCLUSIVE": ["SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"],
  "SHARE UPDATE EXCLUSIVE": ["SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"],
  SHARE: ["ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"],
  "SHARE ROW EXCLUSIVE": [
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
  ],
  EXCLUSIVE: [
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
  ],
  "ACCESS EXCLUSIVE": [
    "ACCESS SHARE",
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
  ],
};

/** All modes, from the weakest to the strongest. */
export const lockModes = Object.keys(conflicts) as readonly LockMode[];

/** Whether a request for `wanted` waits while another session holds `held`. */
export function modesConflict(held: LockMode, wanted: LockMode): boolean {
  return conflicts[held].includes(wanted);
}

/** What waits while the lock is held: SELECT takes ACCESS SHARE; INSERT, UPDATE and DELETE take ROW EXCLUSIVE. */
export function blockedTraffic(mode: LockMode): readonly Traffic[] {
  return [
    ...(modesConflict(mode, "ACCESS SHARE") ? ["reads" as const] : []),
    ...(modesConflict(mode, "ROW EXCLUSIVE") ? ["writes" as const] : []),
  ];
}

/** The stronger of two modes by the server's numbering; `a` when they are the same. */
export function strongerMode(a: LockMode, b: LockMode): LockMode {
  return lockModes.indexOf(b) > lockModes.indexOf(a) ? b : a;
}
