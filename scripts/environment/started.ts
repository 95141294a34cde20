/** What a script has started and must stop: last started, first stopped; on the normal way out and on Ctrl-C alike. */
export interface Started {
  add(stop: () => Promise<void> | void): void;
  stopAll(): Promise<void>;
  /** True from the first call of stopAll on. */
  readonly isStopping: boolean;
}

/** One for each script. From now on SIGINT, SIGTERM and SIGHUP stop what was added and then end the process. */
export function stopOnExit(): Started {
  const stops: (() => Promise<void> | void)[] = [];
  let stopping: Promise<void> | undefined;
  let isStopping = false;

  async function stopThem(): Promise<void> {
    for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
      try {
        await stop();
      } catch (error) {
        console.error(String(error));
      }
    }
  }

  const started: Started = {
    add: (stop) => void stops.push(stop),
    async stopAll() {
      isStopping = true;
      stopping ??= stopThem();
      await stopping;
    },
    get isStopping() {
      return isStopping;
    },
  };
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, () => void started.stopAll().then(() => process.exit(code)));
  }
  return started;
}
