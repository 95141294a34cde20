/** A message for a place that shows plain text, such as the Problems panel: what is code between backticks stands in quotation marks there. */
export function plainText(message: string): string {
  return message.replace(/`([^`\n]+)`/g, "“$1”");
}
