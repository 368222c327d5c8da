import type { Random } from './random.ts';

/** The shape of a generated log. */
interface LogWish {
  /** Bytes of JSON to aim at. */
  readonly bytes: number;
  /** Wire names of schema fields to leave out. */
  readonly without?: readonly string[];
}

/** Writes the JSON text of one log after another; their times rise. */
export type WriteLog = (wish: LogWish) => string;

/** Eight types, the first the most frequent by far, as in a shop's logs. */
const LOG_TYPES = [
  ...new Array<string>(9).fill('access'),
  ...new Array<string>(6).fill('app'),
  ...['auth', 'auth', 'payment', 'payment', 'worker', 'worker', 'db', 'audit', 'metrics'],
] as [string, ...string[]]; // the literals above are not empty

const LEVELS = ['INFO', 'INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR'] as const;
const NOUNS = ['rocket', 'pad', 'tank', 'valve', 'gantry', 'orbit', 'booster', 'crew', 'antenna', 'payload'] as const;
const VERBS = ['opened', 'closed', 'checked', 'refused', 'delayed', 'moved', 'fuelled', 'vented', 'aligned'] as const;
const NOT_ASCII = ['Запуск разрешён', '打ち上げを延期しました', 'Überdruck im Tank', 'dernière vérification'] as const;
const START_MS = Date.UTC(2024, 5, 7, 3);

/** Members beside the schema, as JSON text: scalars, objects, lists, and an integer that no double can hold. */
const members: readonly [(random: Random) => string, ...((random: Random) => string)[]] = [
  (random) => `"order_id":1${random.below(9e8) + 1e8}${random.below(9e8) + 1e8}`,
  (random) => `"status":${random.pick([200, 201, 204, 302, 404, 500])}`,
  (random) => `"latency_ms":${(random.roll() * 900).toFixed(3)}`,
  (random) => `"http":{"path":"/${random.pick(NOUNS)}s/${random.below(1e6)}","bytes":${random.below(1e5)}}`,
  (random) => `"trace":{"id":"${random.hex(32)}","sampled":${random.below(10) === 0}}`,
  (random) => `"user":{"id":${random.below(1e7)},"roles":["crew","${random.pick(NOUNS)}"],"left_at":null}`,
];

/** Builds a writer of logs; sizes vary by about a third around what is wished. */
export function createLogWriter(random: Random): WriteLog {
  let timeMs = START_MS;
  return ({ bytes, without = [] }) => {
    timeMs += random.below(9);
    const schema = {
      log_type: random.pick(LOG_TYPES),
      log_id: random.uuid(),
      time: new Date(timeMs).toISOString(),
      level: random.pick(LEVELS),
      service: random.pick(NOUNS),
      msg: message(random),
    };
    const head = Object.entries(schema)
      .filter(([name]) => !without.includes(name))
      .map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
    return fill(random, head, bytes * (0.7 + 0.6 * random.roll()));
  };
}

/** A few percent of the messages are not ASCII. */
function message(random: Random): string {
  return random.below(20) === 0
    ? `${random.pick(NOT_ASCII)} (${random.below(1e6)})`
    : `${random.pick(NOUNS)} ${random.below(900)} ${random.pick(VERBS)} "${random.pick(NOUNS)}" in ${random.roll()} s`;
}

/** Adds members until the size is reached, then lines of a stack. */
function fill(random: Random, head: readonly string[], bytes: number): string {
  const parts = [...head];
  let length = parts.join(',').length + 2;
  for (const member of members) {
    if (length >= bytes) break;
    const text = member(random);
    parts.push(text);
    length += text.length + 1;
  }
  const stack: string[] = [];
  while (length < bytes - 10) {
    const line = JSON.stringify(stackLine(random));
    stack.push(line);
    length += line.length + 1;
  }
  if (stack.length > 0) parts.push(`"stack":[${stack.join(',')}]`);
  return `{${parts.join(',')}}`;
}

function stackLine(random: Random): string {
  return `${random.pick(VERBS)}.${random.pick(NOUNS)} (src/${random.pick(NOUNS)}/${random.pick(NOUNS)}.ts:${random.below(900)})`;
}
