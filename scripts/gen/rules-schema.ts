import type { Rule } from "../../server/src/lint/rule.ts";
import { severities } from "../../server/src/lint/severity.ts";

interface Manifest {
  readonly contributes?: {
    readonly configuration?: Configuration | readonly Configuration[];
  };
}

interface Configuration {
  readonly properties?: Record<string, Record<string, unknown>>;
}

/** The text of package.json with the rules in the schema of the setting `limbeck.rules`; unchanged when there is no such setting. */
export function rulesSchema(text: string, rules: readonly Rule[]): string {
  const manifest = JSON.parse(text) as Manifest;
  const { configuration } = manifest.contributes ?? {};
  const sections: readonly Configuration[] =
    configuration === undefined
      ? []
      : "properties" in configuration
        ? [configuration]
        : (configuration as Configuration[]);
  const setting = sections.map((it) => it.properties?.["limbeck.rules"]).find((it) => it !== undefined);
  if (setting === undefined) return text;
  setting.properties = Object.fromEntries(rules.map((it) => [it.id, ruleSchema(it)]));
  setting.additionalProperties = false;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function ruleSchema(rule: Rule): unknown {
  const severity = { type: "string", enum: [...severities, "off"] };
  const options = Object.entries(rule.options ?? {});
  const description = rule.docs.summary;
  if (options.length === 0) return { ...severity, markdownDescription: description };
  const properties = Object.fromEntries(
    options.map(([name, it]) => [
      name,
      {
        ...(Array.isArray(it.default) ? { type: "array", items: { type: "string" } } : { type: typeof it.default }),
        default: it.default,
        markdownDescription: it.description,
      },
    ]),
  );
  const table = { type: "object", properties: { severity, ...properties }, additionalProperties: false };
  return { anyOf: [severity, table], markdownDescription: description };
}
