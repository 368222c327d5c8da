import type { ConfigTexts } from '../sections.ts';

/** A small valid configuration with the stage `dev`. */
export const FILES: ConfigTexts = {
  'config/service.yml': 'project: app\nruntime: nodejs24.x\narchitecture: arm64\nenvironment: {}\nbundle: {}\n',
  'config/streams.yml': `streams:
  in: { description: in }
  mid: { description: mid }
  out: { description: out, readBy: outside }
deliveryStreams:
  hose: { description: hose }
`,
  'config/routes.yml': `source: in
routes:
  - name: all
    types: ['*']
    target: kinesis:mid
`,
  'config/forwarders.yml': `forwarders:
  - name: apps
    source: in
    whitelist: ['app*']
    target: kinesis:out
  - name: hose
    source: mid
    whitelist: [access]
    target: firehose:hose
`,
  'config/sinks.yml': "sinks:\n  s3-sink:\n    source: mid\n    whitelist: ['*']\n",
  'config/subscriptions.yml':
    'subscriptions:\n  - name: web\n    logGroup: /web/{stage}\n    stream: in\n    wrapAs: app.web\n',
  'config/stages/dev.yml': `region: eu-west-1
retain: true
tracing: Active
logLevel: INFO
logRetentionDays: 30
streams:
  default: { mode: on-demand }
deadLetters: { prefix: failed }
functions:
  default:
    memoryMb: 512
    timeoutSeconds: 120
    batchSize: 100
    batchWindowSeconds: 5
    parallelization: 1
    startingPosition: TRIM_HORIZON
    bisect: true
    maxAttempts: 5
alarms: { actions: [], iteratorAgeMinutes: 30, heldMinutes: 60 }
`,
};

/** Replaces a text in a file (`routes`, `stages/dev`). */
export type Edit = readonly [file: string, from: string, to: string];

/** The small configuration with some texts replaced. */
export function edit(...edits: readonly Edit[]): ConfigTexts {
  const texts: Record<string, string> = { ...FILES };
  for (const [name, from, to] of edits) {
    const file = `config/${name}.yml`;
    const text = texts[file] ?? '';
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    texts[file] = text.replace(from, () => to);
  }
  return texts;
}
