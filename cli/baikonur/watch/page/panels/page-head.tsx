import type { ComponentChildren } from 'preact';
import { printable } from '../../../../../shared/log/printable.ts';
import type { WatchState } from '../../view.ts';
import type { Followed } from '../follow/followed.ts';
import { Freshness } from './freshness.tsx';

/** The name of the stage, the search, the age of the figures. */
export function PageHead({
  followed,
  children,
}: {
  readonly followed: Followed;
  readonly children: ComponentChildren;
}) {
  return (
    <header class="page-head">
      <h1>{followed.state === undefined ? 'Baikonur' : <StageName state={followed.state} />}</h1>
      {children}
      <Freshness followed={followed} />
    </header>
  );
}

function StageName({ state }: { readonly state: WatchState }) {
  const { project, stage, region } = state;
  return (
    <>
      {printable(project)} <span class="stage">{printable(stage)}</span>{' '}
      <span class="muted region">{printable(region)}</span>
    </>
  );
}
