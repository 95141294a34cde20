/** The text of a migration with a new line in `upgrade()`, different for each number. */
export function typedInto(file: { readonly text: string }, number: number): string {
  const start = file.text.indexOf("def upgrade():\n") + "def upgrade():\n".length;
  return `${file.text.slice(0, start)}    # ${"x".repeat(number + 1)}\n${file.text.slice(start)}`;
}
