/** Where the client writes what it does. Lines of other programs pass through `foreign`, which takes secrets out. */
export interface Log {
  readonly info: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly error: (text: string) => void;
  /** A line that a program printed. */
  readonly foreign: (line: string) => void;
  /** Texts that must never appear in a foreign line. */
  readonly hide: (secrets: readonly string[]) => void;
  /** The text without its secrets. */
  readonly clean: (text: string) => string;
}

export interface LogSink {
  readonly info: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Shorter ones would blacken ordinary words; inside a URL the password is found by its place, however short. */
const shortestSecret = 6;

export function createLog(sink: LogSink): Log {
  const hidden = new Set<string>();
  const clean = (text: string): string => {
    let result = text.replace(/(\b[\w+]+:\/\/[^\s:/@]*:)[^\s@]*@/g, "$1***@");
    for (const it of hidden) result = result.replaceAll(it, "***");
    return result;
  };
  return {
    info: sink.info,
    warn: sink.warn,
    error: sink.error,
    foreign: (line) => sink.info(`  ${clean(line)}`),
    hide: (secrets) => {
      for (const it of secrets) if (it.length >= shortestSecret) hidden.add(it);
    },
    clean,
  };
}
