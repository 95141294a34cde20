import type { PyModule } from "../python/syntax.ts";
import { type EnvStep, envRun } from "./env-run.ts";
import { type ReadCall, readConfigureCalls } from "./read-env.ts";
import { createResolver, type Place, type Resolver, type SourceModule } from "./resolve.ts";

/** What rules ask of the text of env.py; each part is read when it is asked for. */
export interface EnvReading {
  /** Where its names are looked up. */
  readonly place: Place;
  readonly resolver: Resolver;
  /** The calls of `context.configure`, with their arguments. */
  readonly calls: readonly ReadCall[];
  /** What a run with a connection does, and one without (`--sql`), in order. */
  readonly online: readonly EnvStep[];
  readonly offline: readonly EnvStep[];
}

/** Reads one text of env.py. `sourceModule` gives the project's own modules that it imports. Never throws; does no IO. */
export function readEnvText(file: string, module: PyModule, sourceModule: SourceModule | undefined): EnvReading {
  const resolver = createResolver(sourceModule);
  const place = resolver.modulePlace(file, module);
  let calls: readonly ReadCall[] | undefined;
  let online: readonly EnvStep[] | undefined;
  let offline: readonly EnvStep[] | undefined;
  return {
    place,
    resolver,
    get calls() {
      calls ??= readConfigureCalls(place, resolver);
      return calls;
    },
    get online() {
      online ??= envRun(module.body, "online");
      return online;
    },
    get offline() {
      offline ??= envRun(module.body, "offline");
      return offline;
    },
  };
}
