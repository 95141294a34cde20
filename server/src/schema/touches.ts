import type { Touch } from "./schema-state.ts";

/** Whether a gap can have touched the object of this name. */
export function touches(touch: Touch, schema: string, name: string): boolean {
  switch (touch.kind) {
    case "anything":
      return true;
    case "schema":
      return touch.schema === schema;
    case "names":
      return touch.names.includes(name);
    case "relation":
      return touch.schema === schema && touch.name === name;
  }
}
