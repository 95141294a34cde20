import type { LogSink } from "./log.ts";

/**
 * A sink that may be written to until the window is gone. While it shuts down, VS Code closes the output channels and then ends what still waits
 * (a question, a request), whose last words would throw "Channel has been closed". Nobody reads them any more.
 */
export function untilClosed(channel: LogSink): LogSink {
  const write = (level: keyof LogSink) => (text: string) => {
    try {
      channel[level](text);
    } catch {
      // Closed, see above.
    }
  };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}
