/** How often a call is made; with five seconds between them, five minutes. */
const MAX_CALLS = 60;

/**
 * Makes a call again as long as Kinesis refuses it because five other streams are being made or deleted.
 * @param wait before the next call; what it throws ends the work
 * @throws the call's own error: any other, or the last refusal
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteStream.html LimitExceededException
 */
export async function whileLimited<T>(call: () => Promise<T>, wait: () => Promise<void>): Promise<T> {
  for (let calls = 1; ; calls += 1) {
    try {
      return await call();
    } catch (error) {
      const isLimited = error instanceof Error && error.name === 'LimitExceededException';
      if (!isLimited || calls === MAX_CALLS) throw error;
      await wait();
    }
  }
}
