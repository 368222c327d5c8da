import type { ListedIndex } from './listing.ts';
import { type PlanOptions, planDeletions } from './plan.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const OPTIONS: PlanOptions = {
  prefix: 'logs',
  maxAgeDays: 60,
  rules: [],
  excludePattern: /-reload$/,
  maxDeletions: 500,
  maxDeleteShare: 100,
};

function index(name: string, more: Partial<ListedIndex> = {}): ListedIndex {
  return {
    name,
    sizeBytes: 10,
    documents: 1,
    isHidden: false,
    dataStream: undefined,
    writeAlias: undefined,
    ...more,
  };
}

function deletions(indices: readonly ListedIndex[], options: Partial<PlanOptions> = {}): readonly string[] {
  return planDeletions(indices, { ...OPTIONS, ...options }, NOW).lines.flatMap((line) =>
    line.action === 'delete' ? [line.index] : [],
  );
}

it('says what, how old, how large and why', () => {
  expect(planDeletions([index('logs-app-20260101'), index('logs-app-20261122')], OPTIONS, NOW).lines).toEqual([
    {
      index: 'logs-app-20260101',
      action: 'delete',
      ageDays: 325,
      sizeBytes: 10,
      documents: 1,
      reason: 'older than 60 days',
    },
    {
      index: 'logs-app-20261122',
      action: 'keep',
      ageDays: 0,
      sizeBytes: 10,
      documents: 1,
      reason: 'not older than 60 days',
    },
  ]);
});

it.each([
  ['hidden', index('logs-app-20200101', { isHidden: true }), 'a hidden index or a system index'],
  ['another prefix', index('metrics-app-20200101'), 'does not begin with logs-'],
  ['a prefix without its dash', index('logstash-20200101'), 'does not begin with logs-'],
  ['excluded', index('logs-app-20200101-reload'), 'EXCLUDE_PATTERN -reload$'],
  ['a data stream’s', index('logs-app-20200101', { dataStream: 'ds' }), 'belongs to data stream ds'],
  ['a write index', index('logs-app-20200101', { writeAlias: 'app' }), 'is the write index of alias app'],
  ['without date', index('logs-app'), 'its name does not end in a date'],
])('keeps what is %s', (_, listed, reason) => {
  const { lines, matching } = planDeletions([listed], OPTIONS, NOW);
  expect(lines).toEqual([expect.objectContaining({ index: listed.name, action: 'keep', reason })]);
  expect(matching).toBe(0);
});

it('gives log types ages of their own, an exact one before a pattern, a longer pattern before a shorter one', () => {
  const names = ['app', 'app.web', 'app.web.eu', 'audit', 'App', 'other'].map((type) => `logs-${type}-20261101`);
  // The index of type App, whose name had to be changed.
  names[4] = 'logs-app-c6e64b35-20261101';
  const rules = [
    { logType: 'app*', maxAgeDays: 10 },
    { logType: 'app.web*', maxAgeDays: 30 },
    { logType: 'app.web.eu', maxAgeDays: 5 },
    { logType: 'audit', maxAgeDays: 3650 },
  ];
  const found = deletions(
    names.map((name) => index(name)),
    { rules, maxAgeDays: 15 },
  );
  expect(found).toEqual([names[0], names[2], names[4], names[5]]);
});

it.each([
  // The `-` before the date is none of the type's.
  ['app-*', 'logs-app-20261101', false],
  ['app-*', 'logs-app.20261101', false],
  ['app-*', 'logs-app-web-20261101', true],
  ['app.*', 'logs-app.2026.11.01', false],
  ['app.*', 'logs-app.web.2026.11.01', true],
  ['app*', 'logs-app-20261101', true],
  ['*', 'logs-20261101', true],
  ['web', 'logs-web-20261101', true],
  ['web', 'logs-web-eu-20261101', false],
])('the rule %s=10 is for %s: %s', (logType, name, isFor) => {
  expect(deletions([index(name)], { rules: [{ logType, maxAgeDays: 10 }] })).toEqual(isFor ? [name] : []);
});

it('needs no prefix', () => {
  expect(deletions([index('app-20200101'), index('logs-app-20200101')], { prefix: '' })).toHaveLength(2);
});

describe('caps', () => {
  const old = (count: number) => Array.from({ length: count }, (_, n) => index(`logs-old${n}-20200101`));
  const young = (count: number) => Array.from({ length: count }, (_, n) => index(`logs-new${n}-20261122`));
  it.each([
    ['at MAX_DELETIONS', 3, 10, { maxDeletions: 3 }, undefined],
    ['past MAX_DELETIONS', 4, 10, { maxDeletions: 3 }, '4 indices to delete, more than MAX_DELETIONS=3'],
    ['at MAX_DELETE_SHARE', 5, 5, { maxDeleteShare: 50 }, undefined],
    [
      'past MAX_DELETE_SHARE',
      6,
      5,
      { maxDeleteShare: 50 },
      '6 of 11 indices to delete (55 %), more than MAX_DELETE_SHARE=50 %',
    ],
    ['nothing to delete', 0, 5, { maxDeletions: 0, maxDeleteShare: 0 }, undefined],
    ['nothing at all', 0, 0, { maxDeletions: 0, maxDeleteShare: 0 }, undefined],
  ])('%s', (_, oldOnes, youngOnes, options, refusal) => {
    const unrelated = [index('metrics-20261122'), index('.hidden')];
    const plan = planDeletions([...old(oldOnes), ...young(youngOnes), ...unrelated], { ...OPTIONS, ...options }, NOW);
    expect(plan.refusal).toBe(refusal);
    expect(plan.matching).toBe(oldOnes + youngOnes);
  });
});
