import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { printable } from '../../../../../shared/log/printable.ts';
import type { WatchEdge, WatchNode, WatchState } from '../../view.ts';
import { formatCount, formatRate } from '../format/quantity.ts';
import { describeKind, KINDS, OUTCOMES, STATES } from '../format/words.ts';
import { EdgeText } from '../graph/edge-label.tsx';
import { Icon } from '../parts/icon.tsx';
import { OutcomeBar } from '../parts/outcomes.tsx';
import { Panel } from '../parts/panel.tsx';
import { StateWord } from '../parts/state-word.tsx';
import { byFunction, HeldCard } from './attention.tsx';

interface DetailsProps {
  readonly state: WatchState;
  readonly selected: string;
  readonly windowText: string;
  readonly select: (id: string) => void;
  readonly close: () => void;
}

/** All that is known of one part of the pipeline. Escape closes it. */
export function Details({ state, selected, windowText, select, close }: DetailsProps) {
  const ref = useRef<HTMLDivElement>(null);
  // The focus comes here for each part that is chosen.
  useEffect(() => {
    ref.current?.focus();
    ref.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const node = state.nodes.find(({ id }) => id === selected);
  if (node === undefined) return null;
  const button = (
    <button type="button" class="button" onClick={close}>
      <Icon name="close" />
      Close
    </button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of texts, not of fields
    <div
      ref={ref}
      class="details"
      tabIndex={-1}
      role="group"
      aria-label={`Details of ${printable(node.label)}`}
      onKeyDown={({ key }) => key === 'Escape' && close()}
    >
      <Panel id="details" title={`${KINDS[node.kind]} ${printable(node.label)}`} aside={button}>
        <Content node={node} {...{ state, windowText, select }} />
      </Panel>
    </div>
  );
}

interface ContentProps extends Pick<DetailsProps, 'state' | 'windowText' | 'select'> {
  readonly node: WatchNode;
}

function Content({ node, state, windowText, select }: ContentProps) {
  const shards = state.held.filter(
    (shard) => shard.node === node.id || shard.edges.some((id) => touches(state.edges, id, node.id)),
  );
  return (
    <>
      <p>
        <StateWord state={node.state} isBadge /> <span class="muted">{STATES[node.state].meaning}</span>
      </p>
      {node.sentence !== undefined && <p>{printable(node.sentence)}</p>}
      <div class="detail-columns">
        <About node={node} windowText={windowText} />
        <Ways
          title="Logs come from"
          edges={state.edges.filter(({ to }) => to === node.id)}
          end="from"
          {...{ state, select }}
        />
        <Ways
          title="Logs go to"
          edges={state.edges.filter(({ from }) => from === node.id)}
          end="to"
          {...{ state, select }}
        />
      </div>
      <ul class="cards">
        {byFunction(shards).map((ones) => (
          <HeldCard key={ones[0].node} shards={ones} next={undefined} select={select} />
        ))}
      </ul>
    </>
  );
}

function About({ node, windowText }: { readonly node: WatchNode; readonly windowText: string }) {
  const { name, stream, counts, errors, throttles, deadLetters } = node;
  return (
    <dl class="pairs">
      {name !== undefined && <Pair term="name">{printable(name)}</Pair>}
      {node.type !== undefined && <Pair term="kind">{describeKind(node)}</Pair>}
      {stream !== undefined && (
        <>
          <Pair term="mode">{printable(stream.mode)}</Pair>
          <Pair term="shards">{formatCount(stream.shards)}</Pair>
          {stream.incomingPerSecond !== undefined && (
            <Pair term="records arrive">{formatRate(stream.incomingPerSecond)}</Pair>
          )}
          <Pair term="keeps records for">{stream.retentionHours} h</Pair>
        </>
      )}
      {counts !== undefined && (
        <>
          <Pair term={`received in ${windowText}`}>{formatCount(counts.received)}</Pair>
          {OUTCOMES.map(({ key, word }) => (
            <Pair key={key} term={word}>
              {formatCount(counts[key])}
            </Pair>
          ))}
          <div class="wide">
            <OutcomeBar counts={counts} />
          </div>
        </>
      )}
      {errors !== undefined && <Pair term="invocations that failed">{formatCount(errors)}</Pair>}
      {throttles !== undefined && <Pair term="invocations throttled">{formatCount(throttles)}</Pair>}
      {deadLetters !== undefined && <Pair term="dead letters in 24 h">{formatCount(deadLetters)}</Pair>}
    </dl>
  );
}

interface WaysProps {
  readonly title: string;
  readonly edges: readonly WatchEdge[];
  readonly end: 'from' | 'to';
  readonly state: WatchState;
  readonly select: (id: string) => void;
}

function Ways({ title, edges, end, state, select }: WaysProps) {
  if (edges.length === 0) return null;
  const labelOf = (id: string) => printable(state.nodes.find((node) => node.id === id)?.label ?? id);
  return (
    <div>
      <h3>{title}</h3>
      <ul class="ways">
        {edges.map((edge) => (
          <li key={edge.id} class={`flow-edge ${edge.state}`}>
            <button type="button" class="link" onClick={() => select(edge[end])}>
              {labelOf(edge[end])}
            </button>
            <span class="flow-figures">
              <EdgeText edge={edge} />
            </span>
            {edge.types !== undefined && <span class="muted small">types {edge.types.map(printable).join(', ')}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Pair({ term, children }: { readonly term: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function touches(edges: readonly WatchEdge[], id: string, node: string): boolean {
  return edges.some((edge) => edge.id === id && (edge.from === node || edge.to === node));
}
