import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { DeadLetterRequest } from '../page-requests.ts';
import type { WatchState } from '../view.ts';
import { Ledger, RunningBalance } from './charts/ledger.tsx';
import { FindForm } from './find/find-form.tsx';
import { FoundLog } from './find/found-log.tsx';
import { type Finder, useFinder } from './find/use-finder.ts';
import { AwsClock } from './follow/clock.tsx';
import type { Followed } from './follow/followed.ts';
import { useFollowed } from './follow/use-followed.ts';
import { formatDuration } from './format/duration.ts';
import { Picture } from './graph/picture.tsx';
import { Attention } from './panels/attention.tsx';
import { DeadLetterDialog, type Opened } from './panels/dead-letter-dialog.tsx';
import { DeadLetters } from './panels/dead-letters.tsx';
import { Details } from './panels/details.tsx';
import { Environments } from './panels/environments.tsx';
import { Notices } from './panels/freshness.tsx';
import { Overview } from './panels/overview.tsx';
import { PageHead } from './panels/page-head.tsx';
import { SendLogs } from './panels/send-logs.tsx';
import { useDeadLetters } from './panels/use-dead-letters.ts';

/** The page. */
export function App() {
  const followed = useFollowed();
  const finder = useFinder();
  const { state } = followed;
  useTitle(state);
  const nowMs = () => awsNowMs(followed);
  return (
    <AwsClock followed={followed}>
      <a class="skip" href="#picture">
        To the picture of the pipeline
      </a>
      <PageHead followed={followed}>
        <FindForm nowMs={nowMs} look={finder.look} clear={finder.clear} />
      </PageHead>
      <main>
        <Notices followed={followed} />
        {state !== undefined && <Stage followed={followed} state={state} finder={finder} nowMs={nowMs} />}
      </main>
    </AwsClock>
  );
}

interface StageProps {
  readonly followed: Followed;
  readonly state: WatchState;
  readonly finder: Finder;
  readonly nowMs: () => number;
}

function Stage({ followed: { history }, state, finder, nowMs }: StageProps) {
  const [opened, show] = useState<Opened>();
  const { selected, select, close } = useSelection();
  const deadLetters = useDeadLetters(state.nodes.find((node) => node.deadLetters !== undefined)?.deadLetters);
  const open = (one: DeadLetterRequest, all: readonly DeadLetterRequest[] = [one]) => {
    show({ deadLetters: all, index: all.indexOf(one) });
  };
  const windowText = formatDuration(state.windowMs);
  const { way, look } = finder;
  const marks = useMemo(
    () => ({ windowText, select, ...(way && { way }), ...(selected !== undefined && { selected }) }),
    [windowText, select, way, selected],
  );
  const lookFor = (id: string) => look(id, new Date(nowMs() - DAY_MS).toISOString());
  return (
    <>
      <Overview state={state} />
      <div class="stage-grid">
        <div class="stack top">
          <FoundLog finder={finder} open={open} />
          <Picture state={state} marks={marks} />
          {selected !== undefined && <Details {...{ state, selected, windowText, select, close }} />}
        </div>
        <div class="stack first">
          <Attention state={state} select={select} />
          {state.canSend && <SendLogs look={lookFor} />}
          <DeadLetters reading={deadLetters} open={open} />
        </div>
        <div class="stack second">
          {history !== undefined && <Ledger history={history} select={select} />}
          {history !== undefined && <RunningBalance history={history} select={select} />}
        </div>
        <div class="stack third">
          {state.environments !== undefined && <Environments environments={state.environments} />}
        </div>
      </div>
      {opened !== undefined && <DeadLetterDialog opened={opened} show={show} />}
    </>
  );
}

const DAY_MS = 86_400_000;

/** The part whose details are shown; closing gives the focus back to it. */
function useSelection() {
  const [selected, setSelected] = useState<string>();
  const select = useCallback((id: string) => setSelected((before) => (before === id ? undefined : id)), []);
  const close = () => {
    const from = selected;
    setSelected(undefined);
    if (from !== undefined) document.querySelector<HTMLElement>(`[data-node="${CSS.escape(from)}"]`)?.focus();
  };
  return { selected, select, close };
}

/** The tab says how it is, too. */
function useTitle(state: WatchState | undefined): void {
  const troubles = state?.troubles.length ?? 0;
  const title =
    state === undefined ? 'Baikonur' : `${troubles > 0 ? `(${troubles}) ` : ''}${state.project} ${state.stage}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function awsNowMs({ reading, readAtMs }: Followed): number {
  return reading === undefined ? Date.now() : Date.parse(reading.at) + performance.now() - readAtMs;
}
