/**
 * Asks again and again until the answer is good; throws with the last answer when it is not within the time.
 * `what` completes the sentence "… did not happen".
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T>,
  isGood: (answer: T) => boolean,
  milliseconds = 30_000,
): Promise<T> {
  const until = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    if (Date.now() > until) throw new Error(`${what} did not happen. Last seen: ${JSON.stringify(answer, null, 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
