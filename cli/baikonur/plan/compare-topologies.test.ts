import type { Edit } from '../../../shared/deploy/topology/testing/config-texts.ts';
import { stageWith, topologyOf } from '../../../shared/deploy/topology/testing/topology-of.ts';
import { compareTopologies } from './compare-topologies.ts';

const NOT_RETAINED: Edit = ['stages/dev', 'retain: true', 'retain: false'];
const NEW_STREAM: Edit = [
  'streams',
  '  mid: { description: mid }\n',
  '  mid: { description: mid }\n  new: { description: new, readBy: outside }\n',
];
const NO_OUT: readonly Edit[] = [
  ['streams', '  out: { description: out, readBy: outside }\n', ''],
  ['forwarders', "  - name: apps\n    source: in\n    whitelist: ['app*']\n    target: kinesis:out\n", ''],
];

function changes(before: readonly Edit[], after: readonly Edit[]) {
  const found = compareTopologies(topologyOf(...before), topologyOf(...after));
  return found.map(
    ({ action, subject, sentence, losesData }) => `${action} ${subject}: ${sentence}${losesData ? ' !' : ''}`,
  );
}

it('nothing where nothing differs', () => expect(changes([], [])).toEqual([]));

it.each<[string, readonly Edit[], readonly Edit[], readonly string[]]>([
  [
    'a new stream',
    [],
    [NEW_STREAM],
    ['made stream new: app-dev-new, on-demand, 72 h', expect.stringMatching(/^changed alarms: \d+ become \d+$/)],
  ],
  [
    'a route to another stream',
    [NEW_STREAM],
    [NEW_STREAM, ['routes', 'target: kinesis:mid', 'target: kinesis:new']],
    [
      'changed router-route: targets: app-dev-mid becomes app-dev-new',
      'changed route all: * to kinesis:app-dev-mid becomes * to kinesis:app-dev-new',
    ].map((text) => expect.stringContaining(text)),
  ],
  [
    'shards and retention: nothing is replaced',
    [],
    [['stages/dev', 'default: { mode: on-demand }', 'default: { mode: on-demand, retentionHours: 24 }']],
    expect.arrayContaining([
      'changed stream in: on-demand, 72 h becomes on-demand, 24 h: a destination may be away for 12 h at most, and records older than 24 h are gone',
    ]),
  ],
  [
    'a stream and its forwarder that are taken out, retained',
    [],
    NO_OUT,
    [
      'removed stream out: app-dev-out leaves the templates; it stays, with its records, and is paid for (baikonur teardown) !',
      'removed forwarders-apps: app-dev-forwarders-apps reads in no more; what it has not read yet is not delivered to its targets !',
      expect.stringContaining('changed alarms'),
    ],
  ],
  [
    'and deleted',
    [NOT_RETAINED],
    [NOT_RETAINED, ...NO_OUT],
    expect.arrayContaining([
      'removed stream out: app-dev-out is deleted, with the records that are not read yet (retain: false) !',
    ]),
  ],
  [
    'a sink that reads another stream',
    [],
    [['sinks', 'source: mid', 'source: in']],
    [
      'replaced s3-sink-sink: reads app-dev-in in place of app-dev-mid: its mapping is replaced, starts at TRIM_HORIZON, and what it has not read yet of app-dev-mid is not read any more !',
    ],
  ],
  [
    'another project: everything has another name',
    [NOT_RETAINED],
    [NOT_RETAINED, ['service', 'project: app', 'project: other']],
    expect.arrayContaining([
      'replaced stream in: other-dev-in in place of app-dev-in, which is deleted with its records !',
      expect.stringMatching(
        /^replaced archive bucket: other-dev-archive.* in place of app-dev-archive.*, which is emptied and deleted !$/,
      ),
      expect.stringContaining('replaced progress table'),
    ]),
  ],
  [
    'an archive bucket of another team',
    [],
    [stageWith('archive: { bucket: theirs }')],
    [
      expect.stringMatching(/^replaced archive bucket: theirs in place of app-dev-archive.*, which stays as it is$/),
      expect.stringContaining('changed s3-sink-sink: environment LOG_S3_BUCKET'),
    ],
  ],
])('%s', (_name, before, after, expected) => {
  expect(changes(before, after)).toEqual(expected);
});
