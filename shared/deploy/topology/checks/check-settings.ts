import type { ServiceManifest } from '../../manifest.ts';
import { functionIds } from '../build-functions.ts';
import { didYouMean } from '../nearest-name.ts';
import type { ConfigPlace, ReportProblem } from '../problem.ts';
import type { ConfigPath } from '../repair-value.ts';
import { shortName } from '../schema/leaf.ts';
import { FILES, type Sections, stageFile } from '../sections.ts';
import { checkSubscriptions } from './check-subscriptions.ts';

const FUNCTIONS: readonly ConfigPlace[] = [
  [FILES.routes, []],
  [FILES.forwarders, []],
  [FILES.sinks, []],
];

/** Settings that name something unknown or contradict each other. */
export function checkSettings(
  services: readonly ServiceManifest[],
  sections: Sections,
  stage: string,
  report: ReportProblem,
): void {
  checkStageName(stage, report);
  checkStageNames(services, sections, stage, report);
  checkCapacity(sections, stage, report);
  checkStart(sections, stage, report);
  checkSubscriptions(sections, report);
  checkAthena(sections, stage, report);
}

/** The stage becomes a part of every name; buckets are the strictest of them. */
function checkStageName(stage: string, report: ReportProblem): void {
  if (shortName.safeParse(stage).success) return;
  const expected = 'lower-case letters, digits and single hyphens, beginning with a letter';
  report(stageFile(stage), ['stage'], `expected ${expected}, got ${JSON.stringify(stage)}`);
}

/** Keys of the stage file that must be names of something else. */
function checkStageNames(
  services: readonly ServiceManifest[],
  sections: Sections,
  stage: string,
  report: ReportProblem,
): void {
  const expect = (path: ConfigPath, given: object, known: readonly string[], what: string): void => {
    for (const name of Object.keys(given).filter((key) => !known.includes(key))) {
      const message = `unknown ${what}${didYouMean(name, known)}; expected one of ${known.join(', ')}`;
      report(stageFile(stage), [...path, name], message, what === 'function' ? FUNCTIONS : [[FILES.streams, []]]);
    }
  };
  const streams = Object.keys(sections.streams.streams);
  expect(['streams'], sections.stage.streams, ['default', ...streams], 'stream');
  expect(['external', 'streams'], sections.stage.external.streams, streams, 'stream');
  const deliveryStreams = Object.keys(sections.streams.deliveryStreams);
  expect(['external', 'deliveryStreams'], sections.stage.external.deliveryStreams, deliveryStreams, 'delivery stream');
  expect(['functions'], sections.stage.functions, ['default', ...functionIds(services, sections)], 'function');
}

function checkCapacity(sections: Sections, stage: string, report: ReportProblem): void {
  for (const [name, { mode, shards }] of Object.entries(sections.stage.streams)) {
    const path = ['streams', name];
    if (mode === 'provisioned' && shards === undefined) {
      report(stageFile(stage), path, 'mode provisioned needs shards, which is missing');
    }
    if (mode === 'on-demand' && shards !== undefined) {
      report(stageFile(stage), [...path, 'shards'], `mode on-demand has no shards, got ${shards}`);
    }
  }
}

function checkStart(sections: Sections, stage: string, report: ReportProblem): void {
  const { default: common, ...own } = sections.stage.functions;
  for (const [id, settings] of Object.entries({ default: common, ...own })) {
    const position = settings.startingPosition ?? common.startingPosition;
    const time = settings.startingTime ?? common.startingTime;
    if (position === 'AT_TIMESTAMP' && time === undefined) {
      report(
        stageFile(stage),
        ['functions', id, 'startingPosition'],
        'AT_TIMESTAMP needs startingTime, which is missing',
        [[stageFile(stage), ['functions', id, 'startingTime']]],
      );
    }
    if (position !== 'AT_TIMESTAMP' && settings.startingTime !== undefined) {
      const message = `startingTime needs startingPosition AT_TIMESTAMP, got ${position}`;
      const positions = [id, 'default'].map((one) => ['functions', one, 'startingPosition']);
      report(
        stageFile(stage),
        ['functions', id, 'startingTime'],
        message,
        positions.map((path) => [stageFile(stage), path]),
      );
    }
  }
}

/** The table is over what s3-sink writes, and in its stack. */
function checkAthena({ stage: { archive }, sinks: { sinks } }: Sections, stage: string, report: ReportProblem): void {
  if (!archive.athena || sinks['s3-sink'] !== undefined) return;
  const message = `needs s3-sink, which ${FILES.sinks} does not have, got true`;
  report(stageFile(stage), ['archive', 'athena'], message, [[FILES.sinks, ['sinks']]]);
}
