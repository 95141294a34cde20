/**
 * How many rounds a random test runs: all of them in `npm test`, which sets `LIMBECK_FULL`, and a part in `npm run test:unit`, which people run
 * all the time. What is checked in a round is the same.
 */
export function rounds(full: number, quick: number): number {
  return process.env.LIMBECK_FULL === undefined ? quick : full;
}
