import { BATCH_NAMES } from '../../bench/batches/make-batches.ts';
import { readText } from './project.ts';

const FIRST = ['work', 'batch', 'CPU ms', 'floor ms', 'ratio', 'goal', 'peak RSS MB', 'floor RSS', 'MB in', 'MB out'];
const rows = readText('docs/performance.md')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('*', '')))
  .filter((cells) => cells.length === FIRST.length + 2 && BATCH_NAMES.some((name) => name === cells[2]));

/** A figure of the table of the bench. */
function figure(work: string, batch: string, column: string): string {
  const found = rows.find(([, ofWork, ofBatch]) => ofWork === work && ofBatch === batch);
  const value = found?.[FIRST.indexOf(column) + 1];
  if (value === undefined) throw new Error(`the bench has no ${column} of ${work} on ${batch}`);
  return value;
}

function ms(work: string, batch: string): string {
  return figure(work, batch, 'CPU ms');
}

function whole(work: string, batch = 'plain'): string {
  return Number(ms(work, batch)).toFixed(0);
}

function msOfMb(work: string): string {
  return (Number(ms(work, 'plain')) / Number(figure(work, 'plain', 'MB in'))).toFixed(1);
}

const IN_SHORT = ['forwarders', 'router', 'es-sink', 'fluent-sink-message', 's3-sink'];

it('the first lines of the page are its table', () => {
  const [forwarder, router, es, fluent, s3] = IN_SHORT.map((work) => ms(work, 'plain'));
  const ratios = rows.filter(([, work = '']) => IN_SHORT.includes(work)).map((cells) => Number(cells[5]));
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2));
  const page = readText('docs/performance.md');
  expect(page).toContain(
    `${forwarder} ms of CPU time in a forwarder, ${router} in the router, ${es} in es-sink and ${fluent} in fluent-sink.`,
  );
  expect(page).toContain(
    `In s3-sink they take ${s3} ms, nearly all of it gzip. That is ${least} to ${most} times the floor`,
  );
});

const AGGREGATED = [ms('forwarders', 'plain-small'), ms('forwarders-aggregated', 'plain-small')] as const;
const LARGE = [ms('forwarders', 'plain'), ms('forwarders-aggregated', 'plain')] as const;
const [KPL, CWL, SMALL] = [ms('router', 'kpl'), ms('router', 'cwl'), ms('router', 'plain-small')];
const [MB_IN, MB_OUT] = [figure('router', 'cwl', 'MB in'), figure('router', 'cwl', 'MB out')];
const TIMES = (Number(MB_OUT) / Number(MB_IN)).toFixed(1);
const OF_EVENTS = ms('forwarders', 'cwl');
const [S3, ES, STREAM] = [whole('s3-sink'), whole('es-sink'), whole('forwarders')];
const [FLUENT, GZIP] = [whole('fluent-sink-message'), whole('fluent-sink-message-gzip')];

it.each([
  ['aggregation', `${AGGREGATED[1]} ms in place of ${AGGREGATED[0]} ms for the 5,000 small logs`],
  ['aggregation', `${LARGE[1]} in place of ${LARGE[0]} for the 1,000 larger ones`],
  ['aggregation', `| ${KPL} ms for 4,000 | ${CWL} ms (CloudWatch) | ${SMALL} ms |`],
  ['cloudwatch-subscriptions', `arrive as ${MB_IN} MB and leave the router as ${MB_OUT} MB: ${TIMES} times`],
  ['cloudwatch-subscriptions', `${OF_EVENTS} ms in a forwarder for these 5,000 events`],
  ['cloudwatch-subscriptions', `5,000 plain records need ${AGGREGATED[0]} ms`],
  [
    'choosing-a-destination',
    `| ${S3} ms | ${ES} ms | ${STREAM} ms | ${STREAM} ms | ${FLUENT} ms, with gzip ${GZIP} ms |`,
  ],
  [
    'sizing',
    `s3-sink uses ${msOfMb('s3-sink')} ms of CPU time for a MB of 1 KB logs, and the router ${msOfMb('router')} ms`,
  ],
])('the figures of the bench are those of knowledge/%s: %s', (page, sentence) => {
  expect(readText(`docs/knowledge/${page}.md`)).toContain(sentence);
});

it.each([
  ['aggregation', `${AGGREGATED[0]} ミリ秒から ${AGGREGATED[1]} ミリ秒`],
  ['aggregation', `${LARGE[0]} ミリ秒から ${LARGE[1]} ミリ秒`],
  ['aggregation', `| 4,000 件で ${KPL} ミリ秒 | 5,000 件で ${CWL} ミリ秒 (CloudWatch) | 5,000 件で ${SMALL} ミリ秒 |`],
  ['cloudwatch-subscriptions', `${MB_IN} MB で届き、ルーターが ${MB_OUT} MB を書き出します。${TIMES} 倍`],
  ['cloudwatch-subscriptions', `5,000 イベントに ${OF_EVENTS} ミリ秒、通常の 5,000 レコードに ${AGGREGATED[0]} ミリ秒`],
  ['choosing-a-destination', `| ${S3} ミリ秒 | ${ES} ミリ秒 | ${STREAM} ミリ秒 | ${STREAM} ミリ秒 |`],
  ['sizing', `s3-sink で ${msOfMb('s3-sink')} ミリ秒、ルーターで ${msOfMb('router')} ミリ秒`],
])('and of ja/knowledge/%s: %s', (page, sentence) => {
  expect(readText(`docs/ja/knowledge/${page}.md`)).toContain(sentence);
});
