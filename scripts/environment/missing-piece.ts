/** Something that this machine lacks. Its message is one sentence for the user that says what to install. */
export class MissingPiece extends Error {
  override readonly name = "MissingPiece";
}
