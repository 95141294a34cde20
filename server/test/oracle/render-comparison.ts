import { execFileSync } from "node:child_process";
import { sameScript } from "../../../scripts/corpus/same-script.ts";
import { type RenderedBody, renderBody, startRender } from "../../src/emit/render/render-body.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import { defaultAnalysisConfig } from "../../src/project/default-analysis-config.ts";
import type { AnalysisConfig } from "../../src/project/project-config.ts";
import { unavailableParser } from "../../src/service/unavailable-parser.ts";
import { type RenderCase, renderFile, renderImports } from "./render-generator.ts";
import { runPython } from "./run-python.ts";

export interface RenderVersions {
  readonly python: string;
  readonly alembic: string;
  readonly sqlalchemy: "1.4" | "2.0" | "2.1";
}

export interface RenderComparison {
  /** Cases that are complete here and printed the same by Alembic. */
  readonly same: number;
  /** Cases that Alembic prints and of which we say that we do not know all. */
  readonly gaps: ReadonlyMap<string, number>;
  /** Cases that Alembic refuses and that are not complete here. */
  readonly refused: number;
  /** Complete here and other there, or refused here and printed there. */
  readonly wrong: readonly string[];
}

/** Renders cases and compares them with what the real Alembic prints for them. */
export function compareRendering(given: readonly RenderCase[], versions: RenderVersions): RenderComparison {
  // SQLAlchemy 1.4 has no dialect of psycopg 3.
  const isOld = (it: RenderCase): boolean => versions.sqlalchemy === "1.4" && it.config.driver === "psycopg";
  const cases = given.map((it) => (isOld(it) ? { ...it, config: { ...it.config, driver: "psycopg2" } } : it));
  const theirs = runPython(versions.python, "./render_driver.py", {
    imports: renderImports,
    cases,
  }) as readonly (string | { readonly failed: string })[];
  const gaps = new Map<string, number>();
  const wrong: string[] = [];
  let same = 0;
  let refused = 0;
  cases.forEach((it, index) => {
    const ours = rendered(it, versions);
    const theirText = theirs[index] ?? { failed: "no answer" };
    // Alembic stops at the first statement that it cannot print, which may be one that we do not know.
    const first = ours.items.find((item) => item.kind === "gap");
    const refusal = first?.kind === "gap" && first.refusal !== null ? first : undefined;
    const shown = `${JSON.stringify(it.config)}\n${it.body}\n--- here\n${ours.text}--- there\n${typeof theirText === "string" ? theirText : theirText.failed}`;
    if (typeof theirText !== "string") {
      refused++;
      // Which of several mistakes Python meets first is not compared: the golden cases compare the reasons.
      if (ours.complete) wrong.push(shown);
      return;
    }
    if (refusal?.kind === "gap") wrong.push(shown);
    else if (!ours.complete) {
      for (const item of ours.items)
        if (item.kind === "gap") gaps.set(item.why.detail, (gaps.get(item.why.detail) ?? 0) + 1);
    } else if (sameScript(ours.text, theirText)) same++;
    else wrong.push(shown);
  });
  return { same, gaps, refused, wrong };
}

function rendered({ body, config }: RenderCase, { alembic, sqlalchemy }: RenderVersions): RenderedBody {
  const analysis: AnalysisConfig = {
    ...defaultAnalysisConfig,
    alembic,
    sqlalchemy,
    literalBinds: config.literalBinds,
    paramstyle: config.paramstyle ?? "default",
    drivers: [config.driver],
    transactionalDdl: true,
    namingConvention: config.convention === null ? { kind: "none" } : { kind: "known", templates: config.convention },
  };
  const migration = readMigration("a.py", renderFile(body));
  return renderBody(migration.upgrade, startRender({ parser: unavailableParser, config: analysis }));
}

/** The versions of an interpreter, as our renderer takes them. */
export function versionsOf(python: string): RenderVersions {
  const program = "import alembic, sqlalchemy; print(alembic.__version__, sqlalchemy.__version__)";
  const [alembic = "", full = ""] = execFileSync(python, ["-c", program], { encoding: "utf8" }).trim().split(" ");
  const sqlalchemy = full.split(".").slice(0, 2).join(".");
  if (sqlalchemy !== "1.4" && sqlalchemy !== "2.0" && sqlalchemy !== "2.1") throw new Error(`SQLAlchemy ${full}`);
  return { python, alembic, sqlalchemy };
}
