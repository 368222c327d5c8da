import type { DeadLetterGroups, OpenedDeadLetter } from '../page-requests.ts';
import type { WatchState } from '../view.ts';
import { AT } from './build-state.ts';
import { HELD } from './states.ts';

const MARKUP = `</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"><svg onload='window.hacked = 1'>`;
const RIGHT_TO_LEFT = '\u202egnp.exe\u202c \u0645\u0631\u062d\u0628\u0627 \u2067abc\u2069';
const CONTROL = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('');

/** Texts of logs that mean harm, or only look strange. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  markup: MARKUP,
  address: 'javascript:window.hacked=1',
  rightToLeft: RIGHT_TO_LEFT,
  control: `${CONTROL}\u007f\u0085\u2028\u2029\u200b\ufeff`,
  combining: `Z${'\u0351'.repeat(500)}`,
  loneSurrogate: '\ud800 \udfff',
  oneWord: 'x'.repeat(1_000_000),
  manyLines: 'line\n'.repeat(100_000),
};

const groups = Object.entries(HOSTILE_TEXTS).map(([kind, text], index) => ({
  id: `group-${kind}`,
  node: 'function:es-sink-load',
  function: 'es-sink-load',
  reason: 'rejected_by_destination',
  logType: text.slice(0, 200),
  error: text.slice(0, 400),
  count: 3 - (index % 3),
  oldest: AT,
  newest: AT,
  letters: [{ key: `failed/baikonur-local-es-sink-load/${kind}.ndjson.gz`, line: 1 }],
  redrive: "baikonur redrive --stage local --reason rejected_by_destination --error 'it'\\''s'",
}));

/** Groups of dead letters whose types and errors are hostile. */
export const HOSTILE_GROUPS: DeadLetterGroups = { at: AT, since: AT, groups, notRead: [] };

/** A hostile dead letter, opened. @param kind a name of {@link HOSTILE_TEXTS} */
export function hostileDeadLetter(kind: string): OpenedDeadLetter {
  const data = HOSTILE_TEXTS[kind] ?? MARKUP;
  return {
    key: `failed/baikonur-local-es-sink-load/${kind}.ndjson.gz`,
    line: 1,
    identity: `baikonur-local-audit/shardId-000000000000/${kind}`,
    reason: 'rejected_by_destination',
    error: data.slice(0, 2_000),
    fields: [{ label: 'log type', value: data.slice(0, 200) }],
    record: { encoding: 'text', data: data.slice(0, 200_000), bytes: data.length, isCut: data.length > 200_000 },
    now: { status: 'refused', sentence: data.slice(0, 400) },
    redrive: `baikonur redrive --stage local --id 'baikonur-local-audit/shardId-000000000000/${kind}'`,
  };
}

/** A held shard whose error, and names, are hostile. */
export const HOSTILE_STATE: WatchState = {
  ...HELD,
  nodes: HELD.nodes.map((one) => ({ ...one, label: `${one.label} ${MARKUP}`, sentence: RIGHT_TO_LEFT })),
  held: HELD.held.map((one) => ({ ...one, error: MARKUP })),
  troubles: HELD.troubles.map((one) => ({ ...one, sentence: `${MARKUP}${CONTROL}` })),
  environments: [
    { name: MARKUP, profile: RIGHT_TO_LEFT, host: 'javascript:window.hacked=1', image: MARKUP, state: 'ready' },
  ],
};
