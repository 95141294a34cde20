import { applyEdits } from "../../src/base/text-edit.ts";
import { lintProjectFiles } from "./lint-project-files.ts";
import { lintText } from "./lint-text.ts";
import { readMarks } from "./marks.ts";
import { migrationFixture } from "./migration-fixture.ts";
import { surroundingsOf } from "./rule-case.ts";
import type { Block, Suite, SuiteCase } from "./suite.ts";

/** A migration of a suite that a real server runs, and what must come of it. */
export interface RuleProof {
  readonly name: string;
  readonly block: Block;
  readonly text: string;
  /** Migration and env.py with the fixes of all findings; one for each rank of fixes that every finding has. */
  readonly fixed: readonly { readonly text: string; readonly env: string | null }[];
  /** Upgrade body of the revision before, as a whole file. */
  readonly before: string;
  /** Text of env.py; null: that of `alembic init`. */
  readonly env: string | null;
  readonly driver: string;
  /** Statement that is run between the two revisions. */
  readonly rows: string | null;
  /** Exception classes or SQLSTATEs, one of which the upgrade must fail with; null: it must succeed. */
  readonly fails: readonly string[] | null;
  /** What `upgrade --sql` prints, and does not print with the fixes; null: the migration is run. */
  readonly prints: string | null;
  /** The command of Alembic that is run in place of an upgrade: `heads`. */
  readonly command: string | null;
  /** Queries after the upgrade: what they give, for the migration as it is and with its fixes. */
  readonly probes: readonly { readonly sql: string; readonly after: string | null; readonly fixed: string | null }[];
  /** Upgrade twice: what fails is the second run. */
  readonly again: boolean;
  /** Upgrade, downgrade, upgrade: what fails is the last. */
  readonly redo: boolean;
}

/** What every proof begins with, unless its case has a block `py before`. */
const usualBefore = `def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.Text()),
        sa.Column("data", sa.JSON()),
        sa.Column("days", sa.Integer()),
    )
    op.execute("INSERT INTO users (id, email) VALUES (1, 'a@b')")


def downgrade():
    op.drop_table("users")
`;

/** The blocks of a suite that say `fails=…` or `runs`. */
export function ruleProofs(rule: string, suite: Suite): readonly RuleProof[] {
  return suite.cases.flatMap((it) =>
    it.blocks
      .filter(
        (block) =>
          block.language === "py" &&
          (block.settings.has("fails") || block.settings.has("prints") || block.flags.has("runs")),
      )
      .map((block) => proofOf(rule, suite, it, block)),
  );
}

function proofOf(rule: string, suite: Suite, { name, blocks }: SuiteCase, block: Block): RuleProof {
  const surroundings = surroundingsOf(rule, suite, { name, blocks }, []);
  const raw = block.flags.has("raw");
  const { text } = migrationFixture(readMarks(block.text).text, { revision: "b2", down: "a1", path: "b2.py", raw });
  const first = blocks.find((it) => it.language === "py" && it.flags.has("before"));
  const written = blocks.find((it) => it.path === "env.py")?.text ?? null;
  const env = written === null ? null : `${readMarks(written).text}\n`;
  const fixes = (rank: number): { readonly text: string; readonly env: string | null } | null => {
    let current = { text, env };
    for (let round = 0; round < 50; round++) {
      const own = lintText("b2.py", current.text, surroundings).findings;
      const project = lintProjectFiles(
        { migrations: new Map([["b2.py", current.text]]), env: current.env, ini: null },
        surroundings,
      );
      const findings = [...own, ...(project.get("b2.py")?.findings ?? []), ...(project.get("env.py")?.findings ?? [])];
      const finding = findings.find((it) => it.fixes.length > 0);
      if (finding === undefined) return round === 0 ? null : current;
      const fix = finding.fixes[rank];
      // A fix with a place to fill in is not meant to run as it is.
      if (fix === undefined || fix.applicability === "manual") return null;
      current =
        finding.file === "env.py"
          ? { ...current, env: applyEdits(current.env ?? "", fix.edits) }
          : { ...current, text: applyEdits(current.text, fix.edits) };
    }
    throw new Error(`${suite.path}, ${name}: the fixes come to no end`);
  };
  return {
    name: `${rule} / ${name}`,
    block,
    text,
    fixed: block.flags.has("unfixed") ? [] : [0, 1, 2].flatMap((rank) => fixes(rank) ?? []),
    before: migrationFixture(first?.text ?? suite.history ?? usualBefore, { revision: "a1", down: "" }).text,
    env: env?.includes("run_migrations") === true ? env : null,
    driver: block.settings.get("driver") ?? "psycopg",
    rows: blocks.find((it) => it.language === "sql" && it.flags.has("rows"))?.text ?? null,
    fails: block.settings.get("fails")?.split("|") ?? null,
    prints: block.settings.get("prints") ?? null,
    command: block.settings.get("command") ?? null,
    probes: blocks
      .filter((it) => it.language === "sql" && (it.settings.has("after") || it.settings.has("fixed")))
      .map((it) => ({
        sql: it.text,
        after: it.settings.get("after") ?? null,
        fixed: it.settings.get("fixed") ?? null,
      })),
    again: block.flags.has("again"),
    redo: block.flags.has("redo"),
  };
}
