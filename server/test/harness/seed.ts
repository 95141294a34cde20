/**
 * The seed of a test that draws new cases: LIMBECK_SEED to repeat a run, else LIMBECK_RUN_SEED, which `npm test` takes from the files
 * under test (the same commit draws the same cases everywhere, the next commit others), else a new one.
 */
export const seed = Number(
  process.env.LIMBECK_SEED ?? process.env.LIMBECK_RUN_SEED ?? Math.floor(Math.random() * 2 ** 31),
);
