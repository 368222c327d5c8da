import { openConfigFile } from '../config-file.ts';
import type { ReportProblem } from '../problem.ts';
import { type ConfigTexts, FILES, type Sections, stageFile, stagesOf } from '../sections.ts';

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

/** Sections of config/streams.yml: a name in each is `<project>-<stage>-<short name>`. */
const NAMED = ['streams', 'deliveryStreams'] as const;

/** Names that two stages of one account and Region would share: a table of eden, a stream, a delivery stream. */
export function checkOtherStages(texts: ConfigTexts, sections: Sections, stage: string, report: ReportProblem): void {
  checkEdenTables(texts, sections, stage, report);
  checkStreamNames(texts, sections, stage, report);
}

/**
 * A stage whose name goes on where another one ends: stream `b-in` of stage `a` has the name of stream `in` of stage `a-b`.
 * Both stages have the streams of config/streams.yml; names of others (`external`) are not made of them.
 */
function checkStreamNames(texts: ConfigTexts, sections: Sections, stage: string, report: ReportProblem): void {
  const { region, accountId, external } = sections.stage;
  for (const other of stagesOf(texts).filter((name) => name.startsWith(`${stage}-`))) {
    const twin = readStage(texts, other);
    if (twin.region !== region || !areOneAccount(accountId, twin.accountId)) continue;
    for (const kind of NAMED) {
      const own = Object.keys(sections.streams[kind]);
      for (const key of own.filter((one) => !(one in external[kind]))) {
        const rest = own.find((one) => `${stage}-${key}` === `${other}-${one}`);
        if (rest === undefined) continue;
        const name = `${sections.service.project}-${stage}-${key}`;
        report(
          FILES.streams,
          [kind, key],
          `at stage ${stage} it is ${name}, as ${rest} of stage ${other} is: another name`,
        );
      }
    }
  }
}

/**
 * A table of eden that two stages of one account and Region would both make: the second deployment would be refused, or
 * their reapers would delete each other's environments.
 */
function checkEdenTables(texts: ConfigTexts, sections: Sections, stage: string, report: ReportProblem): void {
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
  const { valueAt, ...settings } = readStage(texts, stage);
  if (!isMapping(valueAt(['eden'])) || valueAt(['eden', 'table', 'create']) === false) return undefined;
  return { ...settings, table: valueAt(['eden', 'table', 'name']) ?? DEFAULT_TABLE };
}

function readStage(texts: ConfigTexts, stage: string) {
  const file = stageFile(stage);
  const { valueAt } = openConfigFile(file, texts[file] ?? '');
  return { valueAt, region: valueAt(['region']), accountId: valueAt(['accountId']) };
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
