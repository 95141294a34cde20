import type { GraphProblem } from "../../../graph/revision-graph.ts";
import type { MigrationFile } from "../../../migration/migration-file.ts";
import type { FixContext } from "../../fix-context.ts";
import type { ProjectSnapshot, Snapshot } from "../../snapshot.ts";
import type { SourceFile } from "../../source-file.ts";

/** One problem of the chain that a fix is wanted for. */
export interface GraphFixRequest {
  readonly snapshot: Snapshot;
  readonly project: ProjectSnapshot;
  readonly file: SourceFile;
  readonly migration: MigrationFile;
  readonly problem: GraphProblem;
  readonly context: FixContext;
}
