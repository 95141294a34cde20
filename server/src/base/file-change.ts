/** A file that a fix makes or renames. Edits of a file that is also renamed name its old path: they come first. */
export type FileChange =
  | { readonly kind: "create"; readonly file: string; readonly text: string }
  | { readonly kind: "rename"; readonly file: string; readonly newFile: string };
