/** An example of the protocol (docs/performance.md): the shortest function that makes an object of an event's records. */
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';

tell({
  name: 'naive-node',
  work: 's3-sink',
  doesNotDo: ['gzip, KPL, envelopes', 'checks', 'groups', 'retries, dead letters, progress, metrics'],
});

for await (const line of createInterface({ input: process.stdin })) {
  const { calls, event } = JSON.parse(line);
  let logs = 0;
  const start = process.cpuUsage();
  for (let call = 0; call < calls; call++) ({ logs } = handle(event));
  const { user, system } = process.cpuUsage(start);
  tell({ cpuMs: (user + system) / 1000 / calls, logs });
}

function handle({ Records }) {
  const texts = Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
  for (const text of texts) JSON.parse(text);
  return { logs: texts.length, body: gzipSync(`${texts.join('\n')}\n`, { level: 6 }) };
}

function tell(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
