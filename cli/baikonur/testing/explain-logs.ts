import { runCommand } from './run-command.ts';

/** A valid log as text. */
export function log(id: string, type = 'app.web', time = '2026-11-22T00:00:00.123Z'): string {
  return JSON.stringify({ log_type: type, log_id: id, time });
}

/** Runs `explain --json`; its entries are read back. */
export async function explain(
  stdin: string | Buffer,
  env: Readonly<Record<string, string>> = {},
  ...args: readonly string[]
) {
  const { code, out, err } = await runCommand(['explain', '--json', ...args], { stdin, env });
  const entries = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { code, err, entries };
}

/** A Lambda event with a record for each payload, sequence numbers from 10 on. */
export function event(
  payloads: readonly (string | Buffer)[],
  stream = 'elsewhere',
  arrival: number | undefined = 1_600_000_000.5,
) {
  return {
    Records: payloads.map((data, index) => ({
      eventID: `shardId-000000000003:${index + 10}`,
      eventSourceARN: `arn:aws:kinesis:us-east-1:123456789012:stream/${stream}`,
      kinesis: {
        sequenceNumber: String(index + 10),
        partitionKey: `user-${index}`,
        approximateArrivalTimestamp: arrival,
        data: Buffer.from(data).toString('base64'),
      },
    })),
  };
}
