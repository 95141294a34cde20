import { lineIndex } from "../base/line-index.ts";
import type { Problem } from "../base/problem.ts";
import { cover, type Span } from "../base/span.ts";
import type { PyModule } from "../python/syntax.ts";

/** A file that is not Python 3 at all has errors everywhere; more of them say nothing new. */
const mostProblems = 20;

/** One problem for each region of the file that is not Python; errors on the same or the next line are one region. */
export function syntaxProblems(path: string, module: PyModule): readonly Problem[] {
  if (module.errors.length === 0) return [];
  const lines = lineIndex(module.text);
  const regions: Span[] = [];
  for (const error of [...module.errors].sort((a, b) => a.start - b.start)) {
    const last = regions.at(-1);
    if (last !== undefined && lines.position(error.start).line <= lines.position(last.end).line + 1) {
      regions[regions.length - 1] = cover(last, error);
    } else regions.push(error);
  }
  return regions.slice(0, mostProblems).map((span) => ({
    code: "python-syntax",
    message:
      "This is not valid Python 3, so Alembic cannot load the file. The code around it is read as far as it makes sense; correct it, and the rest will be checked too.",
    file: path,
    span,
  }));
}
