import type { Span } from "../../base/span.ts";
import type { Operation } from "../../migration/operation.ts";

/** What an operation of the offline reading of a file and one of the online reading have in common when they are the same: the call, and the calls through which it is reached. */
export function operationKey({ directive, site }: Pick<Operation, "directive" | "site">): string {
  const place = (file: string | null, { start, end }: Span): string => `${file ?? ""}:${start}-${end}`;
  return [directive, place(site.file, site.call), ...site.frames.map((it) => place(it.file, it.call))].join(" ");
}
