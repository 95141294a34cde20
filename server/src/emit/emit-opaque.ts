import { type Emitter, unknownDraft } from "./emit-context.ts";

/** What a plug-in, an async function or an operation object does is not read; it may touch anything. */
export const emitOpaque: Emitter = (operation) => [
  unknownDraft({ reason: "call", detail: `what ${operation.name} does` }, operation.site.call),
];
