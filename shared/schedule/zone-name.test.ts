import { isZoneName } from './zone-name.ts';

it('takes each zone that this Node.js knows', () => {
  expect(Intl.supportedValuesOf('timeZone').filter((zone) => !isZoneName(zone))).toEqual([]);
});

it.each(['UTC', 'Japan', 'EST5EDT', 'GB-Eire', 'Etc/GMT-9', 'Asia/Kolkata', 'America/Argentina/Ushuaia', 'US/Pacific'])(
  'takes %s',
  (zone) => {
    expect(isZoneName(zone)).toBe(true);
  },
);

it.each([
  'JST',
  'PST',
  'JAPAN',
  'asia/tokyo',
  'Asia/tokyo',
  'Asia/kolkata',
  'US/pacific',
  '+09:00',
  'UTC+9',
  'Asia/Nowhere',
  '',
])('refuses %s', (zone) => {
  expect(isZoneName(zone)).toBe(false);
});
