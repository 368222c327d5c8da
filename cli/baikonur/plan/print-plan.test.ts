import { topologyOf } from '../../../shared/deploy/topology/testing/topology-of.ts';
import { makePlan } from './make-plan.ts';
import { loadPrices } from './prices.ts';
import { printPlan } from './print-plan.ts';

const TOPOLOGY = topologyOf(['stages/dev', 'region: eu-west-1', 'region: us-east-1']);
const PLAN = makePlan(TOPOLOGY, {
  ...{ workload: { bytesPerSecond: 1_000_000, bytes: 500 }, waitMs: 100 },
  prices: loadPrices('us-east-1'),
});

function lines(width?: number): readonly string[] {
  const all = printPlan(PLAN, (_style, text) => text, width).split('\n');
  return all.slice(0, all.indexOf(''));
}

it.each([undefined, 500])('is one table where there is room: %s columns', (width) => {
  const [head, ...rows] = lines(width);
  expect(head).toMatch(/^subject +kind +quantity +\$ a unit +\$ a month +why$/);
  expect(rows).toHaveLength(PLAN.items.length);
});

it.each([60, 80])('of %i columns it is a list: nothing of an item is cut, and no line is longer', (width) => {
  const found = lines(width);
  expect(found.filter(({ length }) => length > width)).toEqual([]);
  const text = found.join(' ').replaceAll(/ +/g, ' ');
  for (const { subject, kind, perMonth, why } of PLAN.items) {
    expect(text).toContain(`${perMonth?.toFixed(2)} ${subject} ${kind}`);
    expect(text).toContain(`: ${why}`);
  }
});
