const TYPES = ['app.web', 'app.worker', 'access.edge', 'audit'];
const COUNT = 24;
/** One of them cannot be delivered: a dead letter is a part of the picture. */
const BAD = 17;

/** Lines of logs of the example's types, as an application writes them; one has no time. */
export function sampleLines(nowMs: number): Buffer {
  const lines = Array.from({ length: COUNT }, (_, number) => {
    const id = `sample-${nowMs}-${number}`;
    const time = new Date(nowMs - number * 100).toISOString();
    const log = {
      log_type: TYPES[number % TYPES.length],
      log_id: id,
      time,
      level: 'info',
      message: `sample ${number}`,
    };
    return JSON.stringify(number === BAD ? { ...log, time: undefined } : log);
  });
  return Buffer.from(`${lines.join('\n')}\n`);
}
