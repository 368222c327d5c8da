import { PortError } from '../../../shared/pipeline/ports.ts';
import { putAll } from './put-all.ts';

const RECORDS = [{ data: Buffer.from('{}'), partitionKey: 'k', lines: 1, firstLine: 1 }];

function putWith(message: string) {
  return putAll(RECORDS, {
    stream: 's',
    put: async () => {
      throw new PortError(message, { code: 'CredentialsProviderError' });
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
