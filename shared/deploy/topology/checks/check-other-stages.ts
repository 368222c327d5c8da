import { openConfigFile } from '../config-file.ts';
import type { ReportProblem } from '../problem.ts';
import { type ConfigTexts, type Sections, stageFile, stagesOf } from '../sections.ts';

/** The settings of another stage that decide whether both make one table. */
interface OtherStage {
  readonly region: unknown;
  readonly accountId: unknown;
  readonly table: unknown;
}

const DEFAULT_TABLE = 'eden';
/** The account of the local AWS: none of AWS has it. */
/** The account of the local AWS. */
export const LOCAL_ACCOUNT = '000000000000';

/**
 * A table of eden that two stages of one account and Region would both make: the second deployment would be refused, or
 * their reapers would delete each other's environments.
 */
export function checkOtherStages(texts: ConfigTexts, sections: Sections, stage: string, report: ReportProblem): void {
  const { eden, region, accountId } = sections.stage;
  if (!eden?.table.create) return;
  const twins = stagesOf(texts).filter((name) => {
    if (name === stage) return false;
    const other = readOtherStage(texts, name);
    return other?.table === eden.table.name && other.region === region && areOneAccount(accountId, other.accountId);
  });
  if (twins.length === 0) return;
  const fix = `name: ${stage}-eden makes it two tables, create: false shares one; where the stages are of two accounts, give both their accountId`;
  report(
    stageFile(stage),
    ['eden', 'table', 'name'],
    `${twins.join(', ')} makes a table "${eden.table.name}" too, in the same Region: ${fix}`,
  );
}

function areOneAccount(one: unknown, other: unknown): boolean {
  if (one === LOCAL_ACCOUNT || other === LOCAL_ACCOUNT) return one === other;
  return one === undefined || other === undefined || one === other;
}

function readOtherStage(texts: ConfigTexts, stage: string): OtherStage | undefined {
  const file = stageFile(stage);
  const { valueAt } = openConfigFile(file, texts[file] ?? '');
  if (!isMapping(valueAt(['eden'])) || valueAt(['eden', 'table', 'create']) === false) return undefined;
  return {
    region: valueAt(['region']),
    accountId: valueAt(['accountId']),
    table: valueAt(['eden', 'table', 'name']) ?? DEFAULT_TABLE,
  };
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
