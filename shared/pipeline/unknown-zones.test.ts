import { createUnknownZones } from './unknown-zones.ts';

it('counts names, and starts anew when they are taken', () => {
  const zones = createUnknownZones();
  for (const name of ['BRST', 'CEST', 'BRST']) zones.add(name);
  expect(zones.take()).toEqual({ BRST: 2, CEST: 1 });
  expect(zones.take()).toEqual({});
});

it('tells at most twenty names apart', () => {
  const zones = createUnknownZones();
  const names = Array.from({ length: 26 }, (_, index) => `Z${String.fromCharCode(65 + index)}`);
  for (const name of [...names, 'ZA', 'ZZ']) zones.add(name);
  const taken = zones.take();
  expect(Object.keys(taken)).toHaveLength(21);
  expect(taken).toMatchObject({ ZA: 2, ZT: 1, others: 7 });
});
