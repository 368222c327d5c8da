import { printable } from '../../../../../shared/log/printable.ts';
import type { HeldShardView, TroubleView, WatchState } from '../../view.ts';
import { At, Since, Until } from '../follow/clock.tsx';
import { splitNext } from '../format/split-next.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { StateWord } from '../parts/state-word.tsx';

interface AttentionProps {
  readonly state: WatchState;
  readonly select: (id: string) => void;
}

/** Held shards and all else that is wrong, with what to do next. */
export function Attention({ state, select }: AttentionProps) {
  const { held, troubles } = state;
  // A held shard is told with its times; its trouble says the same once more.
  const others = troubles.filter(({ kind }) => kind !== 'held');
  const nextOf = troubles.find(({ kind }) => kind === 'held')?.next;
  if (held.length + troubles.length === 0) return null;
  return (
    <Panel id="attention" title="Needs attention">
      <ul class="cards">
        {byFunction(held).map((shards) => (
          <HeldCard key={shards[0].node} shards={shards} next={nextOf} select={select} />
        ))}
        {(held.length === 0 ? troubles : others).map((trouble) => (
          <TroubleCard key={`${trouble.kind} ${trouble.subject}`} trouble={trouble} select={select} />
        ))}
      </ul>
    </Panel>
  );
}

/** Held shards of one function: the one whose dead letters begin first is the first. */
export type HeldShards = readonly [HeldShardView, ...HeldShardView[]];

/** The shards of each function together. */
export function byFunction(held: readonly HeldShardView[]): readonly HeldShards[] {
  const first = held.toSorted((a, b) => Date.parse(a.deadLettersAt) - Date.parse(b.deadLettersAt));
  return [...Map.groupBy(first, ({ node }) => node).values()].flatMap(([one, ...others]): readonly HeldShards[] =>
    one === undefined ? [] : [[one, ...others]],
  );
}

interface HeldCardProps {
  readonly shards: HeldShards;
  readonly next: string | undefined;
  readonly select: (id: string) => void;
}

/** A function whose logs wait: since when, why, and how long until dead letters begin. */
export function HeldCard({ shards, next, select }: HeldCardProps) {
  const [{ node, function: name, stream, shard, since, error, deadLettersAt, lostAt }, ...others] = shards;
  return (
    <li class="card waits">
      <header>
        <StateWord state="waits" isBadge />
        <button type="button" class="link" onClick={() => select(node)}>
          {printable(name)}
        </button>
        <span class="muted small cut">
          {printable(stream)} {printable(shard)}
          {others.length > 0 && ` and ${others.length} more ${others.length === 1 ? 'shard' : 'shards'}`}
        </span>
      </header>
      <p class="why">{printable(error)}</p>
      <dl class="times">
        <div>
          <dt>waits for</dt>
          <dd>
            <Since iso={since} />
          </dd>
          <dd class="muted small">
            since <At iso={since} />
          </dd>
        </div>
        <div>
          <dt>dead letters begin in</dt>
          <dd class="tone-waits">
            <Until iso={deadLettersAt} past="now" />
          </dd>
          <dd class="muted small">
            <At iso={deadLettersAt} />
          </dd>
        </div>
        <div>
          <dt>its retention ends in</dt>
          <dd>
            <Until iso={lostAt} past="now" />
          </dd>
          <dd class="muted small">
            <At iso={lostAt} />
          </dd>
        </div>
      </dl>
      {next !== undefined && <Next next={next} />}
    </li>
  );
}

function TroubleCard({ trouble, select }: { readonly trouble: TroubleView; readonly select: (id: string) => void }) {
  const { subject, sentence, next, nodes } = trouble;
  const [node] = nodes;
  return (
    <li class="card trouble">
      <header>
        <span class="state rejects">
          <Icon name="warning" />
        </span>
        {node === undefined ? (
          <strong>{printable(subject)}</strong>
        ) : (
          <button type="button" class="link" onClick={() => select(node)}>
            {printable(subject)}
          </button>
        )}
      </header>
      <p class="why">{printable(sentence)}</p>
      <Next next={next} />
    </li>
  );
}

/** A command can be copied; a page of `docs/` is named, also where it is in brackets behind the command. */
function Next({ next }: { readonly next: string }) {
  const [command, page] = splitNext(next);
  return (
    <>
      {command && <CommandLine command={printable(command)} what="what to do next" />}
      {page && (
        <p class="small muted">
          Go on with <span class="mono">{printable(page)}</span>
        </p>
      )}
    </>
  );
}
