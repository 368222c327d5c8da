import type { ComponentChildren } from 'preact';
import type { FlowState, WatchState } from '../../view.ts';
import { formatCount, formatRate } from '../format/quantity.ts';
import { lagText } from '../graph/edge-words.ts';
import { Icon } from '../parts/icon.tsx';

/** The state of the whole stage in one line: a verdict, and the figures that say how it is. */
export function Overview({ state }: { readonly state: WatchState }) {
  const { nodes, edges, held } = state;
  const sources = new Set(
    nodes.filter(({ kind }) => kind === 'logGroup' || kind === 'applications').map(({ id }) => id),
  );
  const entries = edges.filter(({ from }) => sources.has(from));
  const entered = new Set(entries.map(({ to }) => to));
  // Records of log groups and of applications are counted together, by their stream.
  const incoming =
    sumOf(entries.map(({ perSecond }) => perSecond)) ??
    sumOf(nodes.filter(({ id }) => entered.has(id)).map(({ stream }) => stream?.incomingPerSecond));
  const oldest = Math.max(...edges.map(({ lagMs }) => lagMs ?? -1));
  const deadLetters = sumOf(nodes.map((node) => node.deadLetters));
  return (
    <section class="overview" aria-label="At a glance">
      <Verdict state={state} />
      <dl>
        <Figure term="arrive">{incoming === undefined ? 'not known' : formatRate(incoming)}</Figure>
        <Figure term="oldest log that waits">{oldest < 0 ? 'not known' : lagText(oldest)}</Figure>
        <Figure term={held.length === 1 ? 'held shard' : 'held shards'} tone={held.length > 0 ? 'waits' : undefined}>
          {formatCount(held.length)}
        </Figure>
        <Figure term="dead letters in 24 h" tone={deadLetters ? 'rejects' : undefined}>
          {deadLetters === undefined ? 'not known' : formatCount(deadLetters)}
        </Figure>
      </dl>
    </section>
  );
}

function Verdict({ state }: { readonly state: WatchState }) {
  const { healthy, troubles, reading } = state;
  if (reading.status === 'first') return <p class="verdict-line state">Not looked at yet</p>;
  if (healthy) {
    return (
      <p class="verdict-line state flows">
        <Icon name="done" />
        All is well
      </p>
    );
  }
  const count = troubles.length;
  const tone = toneOf(state.nodes.map((node) => node.state));
  return (
    <p class={`verdict-line state ${tone}`}>
      <Icon name="warning" />
      {count === 0 ? (
        'Not all could be looked at'
      ) : (
        <a href="#attention">
          {count} {count === 1 ? 'thing needs' : 'things need'} attention
        </a>
      )}
    </p>
  );
}

/** The colour of the worst state. */
function toneOf(states: readonly FlowState[]): string {
  if (states.includes('rejects')) return 'rejects';
  if (states.includes('missing') || states.includes('stopped')) return 'stands';
  return 'waits';
}

interface FigureProps {
  readonly term: string;
  readonly tone?: 'waits' | 'rejects' | undefined;
  readonly children: ComponentChildren;
}

function Figure({ term, tone, children }: FigureProps) {
  return (
    <div class={`figure${tone === undefined ? '' : ` ${tone}`}`}>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** @returns `undefined` where none is known. */
function sumOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}
