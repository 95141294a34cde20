import type { ColumnDefinition } from "../postgres/action.ts";
import { catalogType } from "../postgres/catalog-type.ts";
import { namesFor, ownType, readType } from "./catalog-names.ts";
import { chosenName, storedName } from "./chosen-name.ts";
import { defaultText } from "./default-text.ts";
import type { CatalogText, Column, Gap } from "./schema-state.ts";
import { nextval, putSequence } from "./sequences.ts";
import { isRelation, known, newPlace, type Place, placeOf, type Work } from "./work.ts";

const serialTypes: Readonly<Record<string, string>> = {
  SERIAL: "integer",
  BIGSERIAL: "bigint",
  SMALLSERIAL: "smallint",
};

/** The column that a definition makes in a table, with the sequence of SERIAL or IDENTITY. Null when its name is not known. */
export function newColumn(work: Work, table: Place, definition: ColumnDefinition): Column | null {
  const name = known(definition.name);
  if (name === null) return null;
  const stored = storedName(name);
  const serial = definition.type.known ? serialTypes[definition.type.value] : undefined;
  const { text, type } = readType(
    work,
    serial === undefined ? definition.type : { ...definition.type, known: true, value: serial.toUpperCase() },
  );
  const gaps: Gap[] = [];
  const note = (why: Gap["why"]): void => {
    const { schema, name } = table;
    gaps.push({ at: work.at, why, touches: { kind: "relation", schema, name }, clock: work.state.clock });
  };
  if (definition.open !== null) note(definition.open);
  if (definition.nullable?.known === false) note(definition.nullable.why);
  if (text.form === "unknown") note(text.why);
  const isIdentity = definition.identity !== null;
  const sequence = serial !== undefined || isIdentity ? ownSequence(work, table, stored, definition) : null;
  const written = columnDefault(work, definition, type);
  if (written?.form === "unknown") note(written.why);
  const isNotNull = definition.nullable?.known === true && !definition.nullable.value;
  return {
    name: stored,
    type: text,
    baseType: type?.base ?? null,
    notNull:
      isNotNull || serial !== undefined || isIdentity || definition.constraints.some((it) => it.type === "notNull"),
    default: serial !== undefined && sequence !== null ? nextval(sequence) : written,
    identity: definition.identity,
    generated: generatedColumn(definition),
    collation: known(definition.collation),
    ownedSequence: sequence?.key ?? null,
    inherited: false,
    gaps,
  };
}

function ownSequence(work: Work, table: Place, column: string, definition: ColumnDefinition): Place {
  const given = definition.detail?.sequence;
  const named = given === undefined || given === null ? null : newPlace(work, given);
  const place = named ?? sequencePlace(work, table, column);
  const ownedBy = { table: table.key, column };
  const sequence = { schema: place.schema, name: place.name, ownedBy, born: work.state.clock, gaps: [] };
  putSequence(work, place.key, sequence);
  return place;
}

export function sequencePlace(work: Work, table: Place, column: string): Place {
  const name = chosenName({ first: table.name, second: column, label: "seq" }, (it) =>
    isRelation(work, placeOf(table.schema, it).key),
  );
  return placeOf(table.schema, name);
}

function columnDefault(
  work: Work,
  definition: ColumnDefinition,
  type: ReturnType<typeof readType>["type"],
): CatalogText | null {
  if (definition.default === null || definition.generated !== null) return null;
  if (!definition.default.known) return { form: "unknown", why: definition.default.why };
  const text = defaultText(definition.default.value, type, namesFor(work));
  return text === "none" ? null : text;
}

function generatedColumn(definition: ColumnDefinition): Column["generated"] {
  if (definition.generated === null) return null;
  const written = definition.detail?.generatedAs ?? null;
  return {
    // Without a word it is virtual, which only PostgreSQL 18 and newer accept.
    kind: definition.generated === "stored" ? "stored" : "virtual",
    expression:
      written === null
        ? { form: "unknown", why: { reason: "unsupported", detail: "the expression of the generated column" } }
        : { form: "written", text: written },
    columns: definition.detail?.generatedFrom ?? [],
  };
}

/** The default of an existing column that a statement sets. */
export function newDefault(work: Work, column: Column, written: string): CatalogText | null {
  const type =
    column.type.form === "catalog"
      ? catalogType(column.type.text, (schema, name) => ownType(work, schema, name))
      : null;
  const text = defaultText(written, type, namesFor(work));
  return text === "none" ? null : text;
}
