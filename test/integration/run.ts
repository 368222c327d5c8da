import type { DestinationContents } from '../../local/ledger/destination-contents.ts';
import { type LedgerView, viewLedger } from '../../local/ledger/ledger.ts';
import { type Baseline, readContents, takeBaseline } from '../../local/ledger/read-contents.ts';
import { readTotals } from '../../local/ledger/read-totals.ts';
import { type Stage, stageOf } from '../../local/ledger/stage.ts';
import { countEntries, type ToSend } from '../../local/samples/to-send.ts';
import type { LocalClients } from '../../local/stack/aws-clients.ts';
import { ROOT } from '../../local/stack/paths.ts';
import { sendEvents, sendRecords } from '../../local/start/send.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import { eventually } from './eventually.ts';

/** One run of logs through the deployed pipeline, and its ledger. */
export interface PipelineRun {
  readonly stage: Stage;
  readonly send: (toSend: ToSend) => Promise<void>;
  /** The ledger now. */
  readonly look: () => Promise<{ readonly view: LedgerView; readonly contents: DestinationContents }>;
  /** The ledger once every log is accounted for. @throws Error with what does not agree after a minute */
  readonly untilBalanced: () => Promise<{ readonly view: LedgerView; readonly contents: DestinationContents }>;
}

/** Begins a run: what the destinations contain now is not part of it. */
export async function beginRun(clients: LocalClients): Promise<PipelineRun> {
  const stage = stageOf(loadTopology(MANIFESTS, 'local', ROOT));
  const nowMs = Date.now();
  const baseline: Baseline = await takeBaseline(clients, stage, nowMs);
  const names = stage.functions.map(({ name }) => name);
  let sent = 0;
  const look = async () => {
    const totals = await readTotals(clients, names, baseline.sinceMs);
    const contents = await readContents(clients, stage, baseline);
    return { view: viewLedger({ stage, sent, totals, contents }, []), contents };
  };
  return {
    stage,
    look,
    send: async (toSend) => {
      sent += countEntries(toSend);
      await sendRecords(clients.kinesis, stage.routerStream, toSend.records, () => undefined);
      const [logGroup = ''] = stage.logGroups;
      await sendEvents(clients.logs, logGroup, toSend.events, nowMs);
    },
    untilBalanced: () =>
      eventually(async () => {
        const seen = await look();
        if (!seen.view.balanced) throw new Error(seen.view.problems.join('\n'));
        return seen;
      }, 60_000),
  };
}
