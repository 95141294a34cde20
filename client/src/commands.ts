import { mergeHeadsCommand } from "../../server/src/lsp/protocol.ts";
import { downgradeOneRevision } from "./alembic/downgrade-one-revision.ts";
import { downgradeToBase } from "./alembic/downgrade-to-base.ts";
import { downgradeToRevision } from "./alembic/downgrade-to-revision.ts";
import { mergeHeads } from "./alembic/merge-heads.ts";
import { previewDowngradeSql } from "./alembic/preview-downgrade-sql.ts";
import { previewUpgradeSql } from "./alembic/preview-upgrade-sql.ts";
import { type CommandArgument, makeReady, type Need, type Ready } from "./alembic/ready.ts";
import { selectEnvironment } from "./alembic/select-environment.ts";
import { showCurrent } from "./alembic/show-current.ts";
import { showHeads } from "./alembic/show-heads.ts";
import { showHistory } from "./alembic/show-history.ts";
import { upgradeOneRevision } from "./alembic/upgrade-one-revision.ts";
import { upgradeToHead } from "./alembic/upgrade-to-head.ts";
import { upgradeToRevision } from "./alembic/upgrade-to-revision.ts";
import type { Ctx } from "./ctx.ts";
import { chooseRange } from "./preview/choose-range.ts";
import { copySql } from "./preview/copy-sql.ts";
import { showRevisionChanges, showSchemaAtRevision } from "./preview/show-schema.ts";

export interface Command {
  readonly id: string;
  /** As the palette shows it behind the category "Alembic". */
  readonly title: string;
  /** What must be there before `run` begins; a missing need is said with a button that mends it. */
  readonly needs: readonly Need[];
  readonly run: (ctx: Ctx, argument: CommandArgument) => Promise<void>;
}

/** Runs Alembic without a look at the database: texts and `--sql`. */
const offline: readonly Need[] = ["trust", "project", "environment", "python"];
const online: readonly Need[] = [...offline, "database"];

/** Every command of the extension; a test compares this table with package.json. */
export const commands: readonly Command[] = [
  withReady("limbeck.upgradeToHead", "Upgrade to Head", online, upgradeToHead),
  withReady("limbeck.upgradeOneRevision", "Upgrade One Revision", online, upgradeOneRevision),
  withReady("limbeck.upgradeToRevision", "Upgrade to Revision…", online, upgradeToRevision),
  withReady("limbeck.downgradeOneRevision", "Downgrade One Revision", online, downgradeOneRevision),
  withReady("limbeck.downgradeToRevision", "Downgrade to Revision…", online, downgradeToRevision),
  withReady("limbeck.downgradeToBase", "Downgrade to Base", online, downgradeToBase),
  withReady("limbeck.previewUpgradeSql", "Preview Upgrade SQL…", offline, previewUpgradeSql),
  withReady("limbeck.previewDowngradeSql", "Preview Downgrade SQL…", offline, previewDowngradeSql),
  withReady("limbeck.showCurrent", "Show Current", online, showCurrent),
  withReady("limbeck.showHistory", "Show History", offline, showHistory),
  withReady("limbeck.showHeads", "Show Heads", offline, showHeads),
  withReady(mergeHeadsCommand, "Merge Heads", offline, mergeHeads),
  // The same at a place: of a tree's node or a code lens, whose revision comes as the argument.
  withReady("limbeck.upgradeToHere", "Upgrade to Here", online, upgradeToRevision),
  withReady("limbeck.downgradeToHere", "Downgrade to Here", online, downgradeToRevision),
  withReady("limbeck.previewUpgradeSqlHere", "Preview Upgrade SQL", offline, previewUpgradeSql),
  withReady("limbeck.previewDowngradeSqlHere", "Preview Downgrade SQL", offline, previewDowngradeSql),
  { id: "limbeck.showSqlBeside", title: "Show SQL Beside", needs: [], run: (ctx, it) => ctx.preview.show(it) },
  { id: "limbeck.previewSwitchDirection", title: "SQL Beside: Switch Direction", needs: [], run: switchDirection },
  { id: "limbeck.previewChooseRange", title: "SQL Beside: Choose Range…", needs: [], run: chooseRange },
  { id: "limbeck.previewCopySql", title: "SQL Beside: Copy SQL", needs: [], run: copySql },
  {
    id: "limbeck.previewGoToOperation",
    title: "SQL Beside: Go to Operation",
    needs: [],
    run: (ctx) => ctx.preview.goToOperation(),
  },
  { id: "limbeck.showSchemaAtRevision", title: "Show Schema at Revision…", needs: [], run: showSchemaAtRevision },
  { id: "limbeck.showRevisionChanges", title: "Show What This Revision Changes", needs: [], run: showRevisionChanges },
  { id: "limbeck.selectEnvironment", title: "Select Environment…", needs: [], run: selectEnvironment },
  { id: "limbeck.selectInterpreter", title: "Select Interpreter…", needs: [], run: (ctx) => ctx.selectInterpreter() },
  { id: "limbeck.refresh", title: "Refresh", needs: [], run: refresh },
  { id: "limbeck.restartServer", title: "Restart Language Server", needs: [], run: (ctx) => ctx.restartServer() },
  { id: "limbeck.copyDebugInformation", title: "Copy Debug Information", needs: [], run: copyDebugInformation },
  { id: "limbeck.loadMoreRevisions", title: "Load More Revisions", needs: [], run: loadMoreRevisions },
  { id: "limbeck.copyRevisionId", title: "Copy Revision Id", needs: [], run: copyRevisionId },
];

function withReady(
  id: string,
  title: string,
  needs: readonly Need[],
  run: (ctx: Ctx, ready: Ready, argument: CommandArgument) => Promise<void>,
): Command {
  return {
    id,
    title,
    needs,
    run: async (ctx, argument) => {
      const ready = await makeReady(ctx, needs, argument);
      if (ready !== null) await run(ctx, ready, argument);
    },
  };
}

async function switchDirection(ctx: Ctx): Promise<void> {
  ctx.preview.switchDirection();
}

async function refresh(ctx: Ctx): Promise<void> {
  ctx.forgetInterpreters();
  await ctx.database.refreshAll();
}

async function copyDebugInformation(ctx: Ctx): Promise<void> {
  await ctx.ui.copy(await ctx.debugInformation());
  ctx.ui.say({ level: "information", text: "Copied. It holds versions, paths and settings, and no password." });
}

async function loadMoreRevisions(ctx: Ctx, argument: CommandArgument): Promise<void> {
  const project = argument.project ?? ctx.projects()[0]?.id;
  if (project !== undefined) await ctx.loadMoreRevisions(project);
}

async function copyRevisionId(ctx: Ctx, argument: CommandArgument): Promise<void> {
  if (argument.revision !== undefined) await ctx.ui.copy(argument.revision);
}
