/** The command was used wrongly, or a project or configuration cannot be read: one clear sentence, exit code 2. */
export class UsageError extends Error {}
