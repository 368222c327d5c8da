import { partitionOf } from '../partition.ts';
import type { ReportProblem } from '../problem.ts';
import type { ConfigPath } from '../repair-value.ts';
import { type Sections, stageFile } from '../sections.ts';

const ARN = /^arn:(?<partition>[^:]*):[^:]*:(?<region>[^:]*):(?<account>[^:]*):/;

/** An ARN of the stage file. */
interface GivenArn {
  readonly arn: string;
  readonly path: ConfigPath;
  /** It may belong to another account: a bucket of others has a key of theirs. */
  readonly isOfOthers?: boolean;
}

/** ARNs of another partition, Region or account than the stage's: AWS would refuse them, or never use them. */
export function checkAccount({ stage: settings }: Pick<Sections, 'stage'>, stage: string, report: ReportProblem): void {
  const { region, accountId } = settings;
  const file = stageFile(stage);
  const follows = ['region', 'accountId'].map((key) => [file, [key]] as const);
  for (const { arn, path, isOfOthers = false } of arnsOf(settings)) {
    const found = ARN.exec(arn)?.groups ?? {};
    const wrong = (what: string, expected: string, got: string) =>
      report(file, path, `expected an ARN of ${what} ${expected}, as the stage's, got one of ${got}`, follows);
    const partition = partitionOf(region);
    const isPartition = found['partition'] === partition;
    if (!isPartition) wrong('partition', partition, String(found['partition']));
    // An IAM role is of no Region.
    else if (found['region'] && found['region'] !== region) wrong('Region', region, found['region']);
    if (!isPartition || isOfOthers || accountId === undefined || !/^\d/.test(found['account'] ?? '')) continue;
    if (found['account'] !== accountId) wrong('account', accountId, String(found['account']));
  }
}

function arnsOf({ kms, archive, alarms, eden, permissionsBoundary }: Sections['stage']): readonly GivenArn[] {
  const listed = (arns: readonly string[] | undefined, path: ConfigPath): readonly GivenArn[] =>
    (arns ?? []).map((arn, index) => ({ arn, path: [...path, index] }));
  const single = (arn: string | undefined, path: ConfigPath): readonly GivenArn[] =>
    arn === undefined ? [] : [{ arn, path }];
  return [
    ...Object.entries(kms).flatMap(([name, arn]) => single(arn, ['kms', name])),
    ...single(archive.kmsKey, ['archive', 'kmsKey']).map((one) => ({ ...one, isOfOthers: true })),
    ...single(permissionsBoundary, ['permissionsBoundary']),
    ...listed(alarms.actions, ['alarms', 'actions']),
    ...single(eden?.domain?.certificateArn, ['eden', 'domain', 'certificateArn']),
    ...(['taskRoleArns', 'executionRoleArns', 'volumeRoleArns', 'albArns'] as const).flatMap((name) =>
      listed(eden?.allow[name], ['eden', 'allow', name]),
    ),
  ];
}
