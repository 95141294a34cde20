import type { Body, MigrationFile } from "../migration/migration-file.ts";

/** Is there no such function, or one that does nothing: `pass`, `...`, `return`, a docstring? */
export function isEmptyBody(body: Body, file: MigrationFile): boolean {
  if (body.kind === "missing" || body.isEmpty) return true;
  if (body.kind !== "function" || body.operations.length + body.gaps.length + body.raises.length > 0) return false;
  const definition = file.module.body.find(
    (it) => it.type === "FunctionDef" && it.nameSpan.start === body.nameSpan?.start,
  );
  if (definition?.type !== "FunctionDef") return false;
  return definition.body.every((it) => {
    if (it.type === "Pass") return true;
    if (it.type === "Return") return it.value === null || (it.value.type === "Constant" && it.value.value === null);
    return (
      it.type === "ExpressionStatement" &&
      (it.value.type === "StringLiteral" || (it.value.type === "Constant" && it.value.value === "ellipsis"))
    );
  });
}
