import { printable } from '../../../../../shared/log/printable.ts';
import type { WatchReading } from '../../view.ts';
import { useSinceLocal } from '../follow/clock.tsx';
import type { Followed, Link } from '../follow/followed.ts';
import { formatDuration } from '../format/duration.ts';
import { Icon } from '../parts/icon.tsx';

/** Past so many readings that did not come, the figures are called old; but not before so many milliseconds. */
const LATE_READINGS = 3;
const LATE_MS = 10_000;

/** How old the figures are, always in sight. */
export function Freshness({ followed }: { readonly followed: Followed }) {
  const { reading, readAtMs, link } = followed;
  const sinceMs = useSinceLocal(readAtMs);
  if (reading?.ageMs === undefined) {
    return (
      <p class="fresh">
        {link.status === 'open' || link.status === 'opening' ? 'Reading the first figures …' : 'No figures yet'}
      </p>
    );
  }
  const ageMs = reading.ageMs + sinceMs;
  const isOld = link.status !== 'open' || sinceMs > Math.max(LATE_READINGS * reading.everyMs, LATE_MS);
  return (
    <p class={`fresh${isOld || reading.status !== 'current' ? ' old' : ''}`}>
      <Icon name="clock" />
      <span>figures {formatDuration(ageMs)} old</span>
    </p>
  );
}

/** All that is wrong with the connection or the figures: each a sentence. */
export function Notices({ followed }: { readonly followed: Followed }) {
  const { link, reading } = followed;
  const sentences = [...linkSentences(link), ...(reading === undefined ? [] : readingSentences(reading))];
  return (
    <div class="notices" role="status">
      {sentences.map((sentence) => (
        <p key={sentence} class="notice">
          <Icon name="warning" />
          <span>{printable(sentence)}</span>
        </p>
      ))}
    </div>
  );
}

function linkSentences(link: Link): readonly string[] {
  const back = 'This page comes back by itself when it runs again.';
  switch (link.status) {
    case 'ended':
      return [`The server has ended: ${link.sentence}. ${back}`.replace('..', '.')];
    case 'lost':
      return [`The server does not answer. ${back}`];
    case 'moved':
      return ['Another server runs at this address now. Open the address that it printed.'];
    case 'paused':
      return ['Paused while the page is hidden.'];
    case 'open':
    case 'opening':
      return [];
  }
}

function readingSentences({ sentence, stale, clockAheadMs }: WatchReading): readonly string[] {
  return [
    ...(sentence === undefined ? [] : [sentence]),
    ...stale.map(({ part, ageMs, sentence: why }) => {
      return `${part}: ${why}${ageMs === undefined ? '' : ` (${formatDuration(ageMs)} old)`}`;
    }),
    ...(clockAheadMs === undefined ? [] : [clockSentence(clockAheadMs)]),
  ];
}

function clockSentence(aheadMs: number): string {
  const by = formatDuration(Math.abs(aheadMs));
  return `The clock of this machine is ${by} ${aheadMs > 0 ? 'ahead' : 'behind'}. The page uses the clock of AWS.`;
}
