/** A log of the night's bad producer, which the page follows. */
export const WANTED = 'order-0003';

const GOOD = 40;
const BAD = 6;

/** Logs of a web server, a second apart. */
export function goodLogs(nowMs: number): readonly string[] {
  return Array.from({ length: GOOD }, (_, index) =>
    JSON.stringify({
      log_type: 'app.web',
      log_id: `web-${String(index + 1).padStart(4, '0')}`,
      time: new Date(nowMs - index * 1_000).toISOString(),
      path: '/orders',
      status: 200,
    }),
  );
}

/** Logs of a producer whose times are for people. */
export function badLogs(nowMs: number): readonly string[] {
  const [date = '', clock = ''] = new Date(nowMs).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return Array.from({ length: BAD }, (_, index) =>
    JSON.stringify({
      log_type: 'app.orders',
      log_id: `order-${String(index + 1).padStart(4, '0')}`,
      time: `${day}.${month}.${year} um ${clock.slice(0, 5)}`,
      order: index + 1,
    }),
  );
}

/** The module that the page shows. */
export const FIX = `// The sender writes 28.11.2026 um 03:12, in UTC.
export default (log) => {
  const [, day, month, year, clock] = /^(\\d\\d)\\.(\\d\\d)\\.(\\d{4}) um (\\d\\d:\\d\\d)$/.exec(log.time) ?? [];
  return day === undefined ? undefined : { ...log, time: \`\${year}-\${month}-\${day}T\${clock}:00Z\` };
};
`;
