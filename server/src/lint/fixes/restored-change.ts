import { typeShape } from "../../locks/type-change.ts";
import { catalogName } from "../../postgres/catalog-name.ts";
import type { Column, SchemaState, Table } from "../../schema/schema-state.ts";
import { catalogText, nameText } from "../../schema/schema-words.ts";
import { canAssign, canCast } from "../assignment-cast.ts";
import { executeCall, type RestoreStyle, schemaArgument, text, textCall } from "./restore-style.ts";
import { isSerial } from "./restored-column.ts";
import { restoredType } from "./restored-type.ts";

/** Lines that make of a column what it was; null where that is not known, or needs a new column. Otherwise what only a person can say, to complete "Write how to …". */
export function restoreColumnChange(
  now: Column,
  wanted: Column,
  table: Table,
  state: SchemaState,
  style: RestoreStyle,
): readonly string[] | { readonly problem: string } | null {
  const texts = [now.type, wanted.type, now.default, wanted.default];
  if (texts.some((it) => it?.form === "unknown")) return null;
  if (JSON.stringify([now.generated, now.collation]) !== JSON.stringify([wanted.generated, wanted.collation]))
    return null;
  if (isSerial(now) !== isSerial(wanted)) return null;
  const lines: string[] = [];
  const changes: string[] = [];
  const call = (parts: readonly string[]): string =>
    `${style.op}.alter_column(${[text(table.name, style), text(wanted.name, style), ...parts, ...schemaArgument(table.schema, style)].join(", ")})`;
  const alter = (command: string): string =>
    executeCall(`ALTER TABLE ${nameText(table)} ALTER COLUMN ${catalogName(wanted.name)} ${command}`, style);
  const typeChanges = catalogText(now.type) !== catalogText(wanted.type);
  let defaultNow = now.default === null ? null : catalogText(now.default);
  if (now.identity !== wanted.identity && now.identity !== null && wanted.identity === null)
    lines.push(alter("DROP IDENTITY"));
  const [from, to] = [restoredType(now.type, state, style), restoredType(wanted.type, state, style)];
  const existing = (type: string | null): readonly string[] => (type === null ? [] : [`existing_type=${type}`]);
  if (typeChanges) {
    // A default of the one type need not be one of the other.
    if (defaultNow !== null) lines.push(call([...existing(from), "server_default=None"]));
    defaultNow = null;
    const cast = castOf(now, wanted, state);
    if (cast === "none") {
      const types = `from ${catalogText(now.type)} back to ${catalogText(wanted.type)}`;
      return { problem: `turn the values of ${nameText(table)}.${wanted.name} ${types}` };
    }
    const using = cast === "written" ? `${catalogName(wanted.name)}::${catalogText(wanted.type)}` : null;
    if (to === null) lines.push(alter(`TYPE ${catalogText(wanted.type)}${using === null ? "" : ` USING ${using}`}`));
    else changes.push(`type_=${to}`, ...(using === null ? [] : [`postgresql_using=${text(using, style)}`]));
  }
  if (now.notNull !== wanted.notNull) changes.push(`nullable=${wanted.notNull ? "False" : "True"}`);
  const defaultWanted = wanted.default === null ? null : catalogText(wanted.default);
  if (defaultNow !== defaultWanted)
    changes.push(`server_default=${defaultWanted === null ? "None" : textCall(defaultWanted, style)}`);
  // Alembic changes the type first, then NOT NULL, then the default.
  if (changes.length > 0) lines.push(call([...existing(typeChanges && to !== null ? from : to), ...changes]));
  if (now.identity !== wanted.identity && wanted.identity !== null) {
    const kind = wanted.identity === "always" ? "ALWAYS" : "BY DEFAULT";
    lines.push(alter(now.identity === null ? `ADD GENERATED ${kind} AS IDENTITY` : `SET GENERATED ${kind}`));
  }
  return lines;
}

/** How the values become those of the former type: by themselves, by a cast that is written, or not at all. What is not known needs a person, too. */
function castOf(now: Column, wanted: Column, state: SchemaState): "itself" | "written" | "none" {
  const cast = (column: Column) => {
    const shape = typeShape(catalogText(column.type));
    if (shape === null) return null;
    const isEnum = [...state.types.values()].some(
      (it) => it.kind === "enum" && nameText(it) === catalogText(column.type),
    );
    return { shape, isEnum };
  };
  const [from, to] = [cast(now), cast(wanted)];
  if (from === null || to === null) return "none";
  if (canAssign(from, to) === true) return "itself";
  return canCast(from, to) ? "written" : "none";
}
