import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { findPython } from '../../local/python/find-python.ts';
import { readText } from './project.ts';

/** A stream that refuses every third record at first, and sends what it took. */
const PROGRAM = `
import json, sys

class Client:
    calls, taken = 0, []
    def put_records(self, StreamName, Records):
        self.calls += 1
        assert StreamName == "logs" and len(Records) <= 500
        results = []
        for n, record in enumerate(Records):
            if self.calls < 4 and n % 3 == 0:
                results.append({"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "x"})
            else:
                self.taken.append(record["Data"].decode())
                results.append({"SequenceNumber": "1", "ShardId": "1"})
        return {"FailedRecordCount": 0, "Records": results}

client = Client()
time.sleep = lambda seconds: None
send(client, "logs", [(str(n), str(n).encode()) for n in range(1200)])
print(json.dumps(client.taken))
`;

it('the sender in Python sends each record once, those that failed again', async () => {
  const [, example = ''] = /^```python\n([\s\S]*?)^```$/m.exec(readText('docs/senders.md')) ?? [];
  const child = spawn(await findPython(), ['-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(`${example}\n${PROGRAM}`);
  const taken = JSON.parse(await text(child.stdout)) as readonly string[];
  expect(taken.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 1200 }, (_, n) => n));
});
