import type { TextEdit } from "../../../base/text-edit.ts";
import { addKeyword, flagOf, setKeyword } from "../../../lint/env-options.ts";
import { readEnvText } from "../../../project/env-reading.ts";
import { parseModule } from "../../../python/parse.ts";
import type { ProjectSnapshot } from "../../snapshot.ts";

/** Edits of env.py by which each revision gets a transaction of its own; none where it has one. Null where env.py cannot be changed so. */
export function ownTransactions({ analysis, config, environment }: ProjectSnapshot): readonly TextEdit[] | null {
  if (analysis.transactionPerMigration === true) return [];
  const file = environment.find((it) => it.path === config.envFile);
  if (file === undefined) return null;
  const module = parseModule(file.text);
  const env = { path: file.path, module, reading: readEnvText(file.path, module, undefined) };
  const calls = env.reading.calls.filter((it) => it.mode !== "offline");
  const edits: TextEdit[] = [];
  for (const it of calls) {
    const flag = flagOf(it, "transaction_per_migration");
    if (flag === true) continue;
    const fixes =
      flag === "absent"
        ? addKeyword(env, it.call, "transaction_per_migration=True")
        : flag === false
          ? setKeyword(env, it, "transaction_per_migration", "True")
          : [];
    const [fix] = fixes;
    if (fix === undefined) return null;
    edits.push(...fix.edits);
  }
  return calls.length === 0 ? null : edits;
}
