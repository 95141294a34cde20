import type { Span } from "../base/span.ts";
import { known, notKnown, type Static, type Unknown } from "../base/static.ts";
import type { PyModule } from "../python/syntax.ts";
import type { PyValue } from "../python/value.ts";
import type { Header, HeaderAttribute, Reference } from "./migration-file.ts";
import { readDocstring } from "./read-docstring.ts";

/** What a run of the module says about its names; the shape of the interpreter's `ModuleRun`. */
export interface ModuleNames {
  readonly globals: ReadonlyMap<string, PyValue>;
  readonly assignments: ReadonlyMap<
    string,
    { readonly nameSpan: Span; readonly valueSpan: Span; readonly value: PyValue }
  >;
}

/**
 * The attributes by which Alembic orders revisions, as `Script` and `Revision` read them (Alembic 1.8 to 1.20): `down_revision` None,
 * `()`, `[]` and `(None,)` mean a base; an empty string is an id like any other. What cannot be decided stays in the header as an unknown.
 */
export function readHeader(module: PyModule, names: ModuleNames): Header {
  return {
    revision: attribute(names, "revision", idOf),
    downRevision: attribute(names, "down_revision", referencesOf),
    branchLabels: attribute(names, "branch_labels", referencesOf),
    dependsOn: attribute(names, "depends_on", dependenciesOf),
    doc: readDocstring(module),
  };
}

function attribute<T>(
  names: ModuleNames,
  name: string,
  read: (value: PyValue, at: Span) => Static<T>,
): HeaderAttribute<T> | null {
  const assignment = names.assignments.get(name);
  if (assignment !== undefined) {
    const { nameSpan, valueSpan, value } = assignment;
    return { value: read(value, valueSpan), nameSpan, valueSpan };
  }
  // The name can also come from an import.
  const imported = names.globals.get(name);
  if (imported === undefined) return null;
  return { value: read(imported, imported.span), nameSpan: imported.span, valueSpan: imported.span };
}

function idOf(value: PyValue, at: Span): Static<string> {
  if (value.type === "str") return known(value.value, value.span);
  return notKnown(whyNot(value, "text"), at);
}

function referencesOf(value: PyValue, at: Span): Static<readonly Reference[]> {
  switch (value.type) {
    case "none":
      return known([], at);
    case "str":
      return known([{ text: value.value, span: value.span }], at);
    case "list":
    case "tuple":
    case "set":
      return value.open === null ? referenceList(value.elements, at) : notKnown(value.open, at);
    case "dict":
      return value.open === null
        ? referenceList(
            value.entries.map((it) => it.key),
            at,
          )
        : notKnown(value.open, at);
    default:
      return notKnown(whyNot(value, "text or a tuple of texts"), at);
  }
}

/** Dependencies are looked up only when they are true in Python, and `""` is not. */
function dependenciesOf(value: PyValue, at: Span): Static<readonly Reference[]> {
  const references = referencesOf(value, at);
  const isEmptyText = references.known && references.value.length === 1 && references.value[0]?.text === "";
  return isEmptyText ? known([], at) : references;
}

function referenceList(elements: readonly PyValue[], at: Span): Static<readonly Reference[]> {
  // Alembic turns a tuple of one element into that element, so `(None,)` is the same as None.
  if (elements.length === 1 && elements[0]?.type === "none") return known([], at);
  const references: Reference[] = [];
  for (const element of elements) {
    if (element.type !== "str") return notKnown(whyNot(element, "text"), at);
    references.push({ text: element.value, span: element.span });
  }
  return known(references, at);
}

function whyNot(value: PyValue, wanted: string): Unknown {
  if (value.type === "unknown") return value.why;
  return { reason: "unsupported", detail: `a value that is not ${wanted}` };
}
