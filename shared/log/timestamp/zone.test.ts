import { createZone } from './zone.ts';

function seconds(iso: string): number {
  return Date.parse(iso) / 1000;
}

describe('createZone', () => {
  it.each([
    ['plain winter', 'Europe/Berlin', '2024-01-15T12:00:00', '2024-01-15T11:00:00Z'],
    ['plain summer', 'Europe/Berlin', '2024-07-15T12:00:00', '2024-07-15T10:00:00Z'],
    ['last second before a gap', 'Europe/Berlin', '2024-03-31T01:59:59', '2024-03-31T00:59:59Z'],
    ['in a gap: the offset before it', 'Europe/Berlin', '2024-03-31T02:30:00', '2024-03-31T01:30:00Z'],
    ['first second after a gap', 'Europe/Berlin', '2024-03-31T03:00:00', '2024-03-31T01:00:00Z'],
    ['last second before an overlap', 'Europe/Berlin', '2024-10-27T01:59:59', '2024-10-26T23:59:59Z'],
    ['in an overlap: the first time', 'Europe/Berlin', '2024-10-27T02:30:00', '2024-10-27T00:30:00Z'],
    ['first second after an overlap', 'Europe/Berlin', '2024-10-27T03:00:00', '2024-10-27T02:00:00Z'],
    ['overlap west of Greenwich', 'America/New_York', '2024-11-03T01:30:00', '2024-11-03T05:30:00Z'],
    ['gap west of Greenwich', 'America/New_York', '2024-03-10T02:30:00', '2024-03-10T07:30:00Z'],
    ['half an hour of gap', 'Australia/Lord_Howe', '2024-10-06T02:15:00', '2024-10-05T15:45:00Z'],
    ['half an hour of overlap', 'Australia/Lord_Howe', '2024-04-07T01:45:00', '2024-04-06T14:45:00Z'],
    ['a day that was skipped', 'Pacific/Apia', '2011-12-30T12:00:00', '2011-12-30T22:00:00Z'],
    ['the day after it', 'Pacific/Apia', '2011-12-31T12:00:00', '2011-12-30T22:00:00Z'],
    ['a change within a quarter of an hour', 'Africa/Monrovia', '1972-01-07T12:00:00', '1972-01-07T12:00:00Z'],
    ['UTC', 'UTC', '2024-03-31T02:30:00', '2024-03-31T02:30:00Z'],
    ['another name of UTC', 'Etc/UTC', '2024-03-31T02:30:00', '2024-03-31T02:30:00Z'],
  ])('%s (%s %s)', (_, name, local, instant) => {
    expect(createZone(name).localToEpochS(seconds(`${local}Z`))).toBe(seconds(instant));
  });

  it('gives the offset of every instant, remembered or not', () => {
    const zone = createZone('Africa/Monrovia');
    const change = seconds('1972-01-07T00:44:30Z');
    for (let round = 0; round < 2; round += 1) {
      expect([change - 1, change].map(zone.offsetAtS)).toEqual([-2670, 0]);
      expect([change - 900, change + 900].map(zone.offsetAtS)).toEqual([-2670, 0]);
    }
  });
});
