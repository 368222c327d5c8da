import { type LedgerView, viewLedger } from '../../local/ledger/ledger.ts';
import { type Place, placeOf } from '../../local/ledger/place.ts';
import { type Baseline, readStanding, takeBaseline } from '../../local/ledger/read-standing.ts';
import { readTotals } from '../../local/ledger/read-totals.ts';
import type { Standing } from '../../local/ledger/standing.ts';
import { countEntries, type ToSend } from '../../local/samples/to-send.ts';
import type { LocalClients } from '../../local/stack/aws-clients.ts';
import { ROOT } from '../../local/stack/paths.ts';
import { sendEvents, sendRecords } from '../../local/start/send.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import { eventually } from './eventually.ts';

/** One run of logs through the deployed pipeline, and its books. */
export interface PipelineRun {
  readonly place: Place;
  readonly send: (toSend: ToSend) => Promise<void>;
  /** The books as they are now. */
  readonly look: () => Promise<{ readonly view: LedgerView; readonly standing: Standing }>;
  /** The books once they balance. @throws Error with what does not agree after a minute */
  readonly untilBalanced: () => Promise<{ readonly view: LedgerView; readonly standing: Standing }>;
}

/** Begins a run: what stands at the destinations now is not part of it. */
export async function beginRun(clients: LocalClients): Promise<PipelineRun> {
  const place = placeOf(loadTopology(MANIFESTS, 'local', ROOT));
  const nowMs = Date.now();
  const baseline: Baseline = await takeBaseline(clients, place, nowMs);
  const names = place.functions.map(({ name }) => name);
  let sent = 0;
  const look = async () => {
    const totals = await readTotals(clients, names, baseline.sinceMs);
    const standing = await readStanding(clients, place, baseline);
    return { view: viewLedger({ place, sent, totals, standing }, []), standing };
  };
  return {
    place,
    look,
    send: async (toSend) => {
      sent += countEntries(toSend);
      await sendRecords(clients.kinesis, place.routerStream, toSend.records, () => undefined);
      const [logGroup = ''] = place.logGroups;
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
