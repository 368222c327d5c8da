import { PortError } from '../../../shared/pipeline/ports.ts';
import { CommandError } from '../shell.ts';
import { putAll } from './put-all.ts';

const RECORDS = [{ data: Buffer.from('{}'), partitionKey: 'k', lines: 1, firstLine: 1 }];

function putWith(message: string, more: { readonly code?: string; readonly cause?: unknown } = {}) {
  return putAll(RECORDS, {
    stream: 's',
    put: async () => {
      throw new PortError(message, { code: 'CredentialsProviderError', ...more });
    },
    retries: { maxTries: 3, baseMs: 0, capMs: 0, random: () => 0, sleep: async () => undefined },
    signal: new AbortController().signal,
  });
}

it('missing credentials end the command, which says what to set', async () => {
  await expect(putWith('Kinesis PutRecords to s: no AWS credentials: set AWS_PROFILE')).rejects.toThrow('no AWS');
});

it('credentials that expired are a failed call', async () => {
  expect(await putWith('Kinesis PutRecords to s: the token has expired')).toMatchObject({
    isFinal: true,
    failed: RECORDS,
    error: 'Kinesis PutRecords to s: the token has expired',
  });
});

it('an error that was explained is told in those words, and ends the command', async () => {
  const cause = new CommandError('no right to kinesis:PutRecords on s');
  expect(await putWith('Kinesis PutRecords to s: CommandError', { code: 'CommandError', cause })).toMatchObject({
    isFinal: true,
    failed: RECORDS,
    error: 'no right to kinesis:PutRecords on s',
  });
});
