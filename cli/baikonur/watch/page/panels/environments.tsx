import { printable } from '../../../../../shared/log/printable.ts';
import type { EnvironmentView } from '../../view.ts';
import { Since, Until } from '../follow/clock.tsx';
import { ENVIRONMENT_WORDS } from '../format/words.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';

const ICONS: Readonly<Record<EnvironmentView['state'], IconName>> = {
  ready: 'done',
  creating: 'again',
  updating: 'again',
  deleting: 'close',
  asleep: 'asleep',
  unfinished: 'warning',
};

/** A host name; anything else is not made a link. */
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/i;

/** The preview environments of the stage; those that sleep are grey. */
export function Environments({ environments }: { readonly environments: readonly EnvironmentView[] }) {
  return (
    <Panel id="environments" title="Preview environments" aside={<span class="muted">{environments.length}</span>}>
      {environments.length === 0 && <p class="muted">There is none.</p>}
      <ul class="cards environments">
        {environments.map((environment) => (
          <EnvironmentCard key={environment.name} environment={environment} />
        ))}
      </ul>
    </Panel>
  );
}

function EnvironmentCard({ environment }: { readonly environment: EnvironmentView }) {
  const { name, profile, host, image, deployedAt, expiresAt, state, lastRun } = environment;
  return (
    <li class={`card environment ${state}`}>
      <header>
        <strong class="cut">{printable(name)}</strong>
        <span class={`state badge ${state === 'ready' ? 'flows' : state === 'unfinished' ? 'rejects' : 'plain'}`}>
          <Icon name={ICONS[state]} />
          {ENVIRONMENT_WORDS[state]}
        </span>
      </header>
      {host !== undefined && <Host host={host} />}
      <dl class="pairs">
        <Pair term="profile">{printable(profile)}</Pair>
        {image !== undefined && <Pair term="image">{printable(image)}</Pair>}
        {deployedAt !== undefined && (
          <Pair term="deployed">
            <Since iso={deployedAt} /> ago
          </Pair>
        )}
        {expiresAt !== undefined && (
          <Pair term="ends in">
            <Until iso={expiresAt} past="it is over" />
          </Pair>
        )}
        {lastRun !== undefined && <Pair term="last run">{printable(lastRun)}</Pair>}
      </dl>
    </li>
  );
}

function Host({ host }: { readonly host: string }) {
  if (!HOST_NAME.test(host)) return <p>{printable(host)}</p>;
  return (
    <p>
      <a href={`https://${host}/`} target="_blank" rel="noreferrer noopener">
        {host}
      </a>
    </p>
  );
}

function Pair({ term, children }: { readonly term: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
