const site = "https://github.com/limbeck/limbeck/blob/main/";

/** Path of a rule's page in the repository: `docs/rules/drop-table.md`. */
export function rulePage(rule: string): string {
  return `docs/rules/${rule}.md`;
}

/** Address of a rule's page. */
export function ruleDocumentation(rule: string): string {
  return `${site}${rulePage(rule)}`;
}
