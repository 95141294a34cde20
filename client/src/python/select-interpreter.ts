import type { PickItem, Ui } from "../ui.ts";
import type { Interpreter, InterpreterPlace, InterpreterProvider } from "./interpreter.ts";
import { probeInterpreter } from "./probe-interpreter.ts";

/**
 * Lets the person choose among the interpreters that were found, with what each has, or name a file.
 * Answers the path; undefined when nothing was chosen, "" to go back to finding it automatically.
 */
export async function selectInterpreter(
  ui: Ui,
  place: InterpreterPlace,
  providers: readonly InterpreterProvider[],
  runner: string,
): Promise<string | undefined> {
  const items = await ui.progress("Looking for Python interpreters", () => candidates(place, providers, runner));
  const choices: readonly PickItem<string | null>[] = [
    ...items,
    { label: "Find automatically", description: "the first one that has Alembic", value: "" },
    { label: "Browse…", description: "choose the executable", value: null },
  ];
  const chosen = await ui.pick({
    title: "Python interpreter for Alembic",
    placeholder: "Which interpreter runs your migrations?",
    items: choices,
  });
  return chosen === null ? ui.pickFile({ title: "Python interpreter" }) : chosen;
}

async function candidates(
  place: InterpreterPlace,
  providers: readonly InterpreterProvider[],
  runner: string,
): Promise<readonly PickItem<string>[]> {
  const found = new Map<string, Interpreter>();
  for (const provider of providers) {
    for (const it of await provider.find(place)) if (!found.has(it.path)) found.set(it.path, it);
  }
  return Promise.all(
    [...found.values()].map(async (it) => {
      const probe = await probeInterpreter(it.path, runner, place.workingDirectory);
      const what =
        probe.kind === "alembic"
          ? `Python ${probe.python}, Alembic ${probe.alembic}, SQLAlchemy ${probe.sqlalchemy}`
          : probe.kind === "missing"
            ? `Python ${probe.python}, no ${probe.module}`
            : `does not run: ${probe.why}`;
      return { label: it.path, description: it.from, detail: what, value: it.path };
    }),
  );
}
