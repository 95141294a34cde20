import type { CancellationToken } from "vscode-languageserver";
import { lineIndex } from "../base/line-index.ts";
import { bodySummaries } from "../service/features/body-summaries.ts";
import { compareScript } from "../service/features/compare-script.ts";
import { renderRange } from "../service/features/render-range.ts";
import { revisionSchemas } from "../service/features/revision-schemas.ts";
import { sqlPreview } from "../service/features/sql-preview.ts";
import { answer, answerAbout } from "./answer.ts";
import {
  type BodySummary,
  bodiesRequest,
  type CompareParams,
  type CompareResult,
  compareRequest,
  type PreviewParams,
  type PreviewResult,
  previewRequest,
  type SchemaParams,
  type SchemaResult,
  schemaRequest,
} from "./protocol.ts";
import type { Session } from "./session.ts";
import { toPreviewBlock } from "./to.ts";

/** What is shown beside a migration while it is typed: each answer is of one state of the workspace, and names the document's version. */
export function handlePreview(session: Session): void {
  const { connection } = session;

  connection.onRequest<PreviewResult | null, void>(
    previewRequest,
    ({ uri, direction, scope, rows }: PreviewParams, token: CancellationToken) =>
      answerAbout<PreviewResult | null>(session, { name: "Preview", token, uri }, null, (snapshot, file) => {
        const preview = sqlPreview(snapshot, file, {
          direction,
          scope: typeof scope === "string" ? { kind: scope } : { kind: "range", expression: scope.range },
          rows,
        });
        const lines = lineIndex(preview.text);
        const context = session.editContext();
        return {
          ...preview,
          version: session.document(uri)?.version ?? null,
          blocks: preview.blocks.map((it) => toPreviewBlock(it, lines, context)),
        };
      }),
  );

  connection.onRequest<CompareResult | null, void>(
    compareRequest,
    ({ project: id, direction, range, script }: CompareParams, token: CancellationToken) =>
      answer(session, { name: "Comparing with Alembic", token }, (snapshot): CompareResult | null => {
        const project = snapshot.project(id);
        const ours = project === undefined ? null : renderRange(snapshot, project, { direction, range });
        return ours?.ok === true ? { ours: ours.text, ...compareScript(script, ours) } : null;
      }),
  );

  connection.onRequest<SchemaResult | null, void>(
    schemaRequest,
    ({ project: id, revision }: SchemaParams, token: CancellationToken) =>
      answer(session, { name: "Schema", token }, (snapshot): SchemaResult | null => {
        const project = snapshot.project(id);
        return project === undefined ? null : revisionSchemas(snapshot, project, revision);
      }),
  );

  connection.onRequest<readonly BodySummary[], void>(
    bodiesRequest,
    ({ uri }: { readonly uri: string }, token: CancellationToken) =>
      answerAbout<readonly BodySummary[]>(session, { name: "Summary", token, uri }, [], (snapshot, file) =>
        bodySummaries(snapshot, file).map(({ direction, at, summary }) => ({
          direction,
          line: file.lines.position(at).line,
          summary,
        })),
      ),
  );
}
