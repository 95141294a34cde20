import { type RenderedBody, type RenderRun, renderBody } from "../../src/emit/render/render-body.ts";
import { newRecording } from "../../src/migration/host/recording.ts";
import { createMigrationHost } from "../../src/migration/host.ts";
import type { Body } from "../../src/migration/migration-file.ts";
import { readBody } from "../../src/migration/read-body.ts";
import { interpretModule } from "../../src/python/interpret.ts";
import { parseModule } from "../../src/python/parse.ts";

export interface RenderedSource {
  readonly body: Body;
  readonly rendered: RenderedBody;
  /** The reading ended because its step or size budget was used up. */
  readonly exhausted: boolean;
}

/** Reads and renders `upgrade()` of a text as readMigration() does, and tells whether the budget was used up. */
export function renderSource(text: string, run: RenderRun): RenderedSource {
  const module = parseModule(text);
  const recording = newRecording("offline");
  const { host, op } = createMigrationHost(recording, undefined);
  const reading = interpretModule(module, { host });
  const body = readBody({ module, run: reading, recording, op, name: "upgrade" });
  return { body, rendered: renderBody(body, run), exhausted: reading.exhausted };
}
