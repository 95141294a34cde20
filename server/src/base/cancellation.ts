/** Asked now and then by long work; shaped like the Language Server Protocol's token so that the edge can hand its own in. */
export interface CancellationToken {
  readonly isCancellationRequested: boolean;
}

export const neverCancelled: CancellationToken = { isCancellationRequested: false };
