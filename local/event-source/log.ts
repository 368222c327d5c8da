/** Writes one structured line of the runner's own log. */
export type Log = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** A log of JSON lines with time and message first. */
export function createLog(write: (line: string) => void): Log {
  return (message, fields = {}) => write(`${JSON.stringify({ time: new Date().toISOString(), message, ...fields })}\n`);
}
