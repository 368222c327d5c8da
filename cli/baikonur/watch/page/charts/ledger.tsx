import { memo } from 'preact/compat';
import { printable } from '../../../../../shared/log/printable.ts';
import type { FunctionHistory, HopHistory, WatchHistory } from '../../view.ts';
import { At } from '../follow/clock.tsx';
import { formatDuration } from '../format/duration.ts';
import { formatCount } from '../format/quantity.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { BalanceStrip, ColumnStrip } from './strip.tsx';

interface HistoryProps {
  readonly history: WatchHistory;
  readonly select: (id: string) => void;
}

/** The outcomes of each function's logs, over time. */
export const Ledger = memo(function Ledger({ history, select }: HistoryProps) {
  return (
    <Panel id="ledger" title="Ledger" aside={<Span history={history} />}>
      <table>
        <thead>
          <tr>
            <th scope="col">function</th>
            <th scope="col" class="chart">
              over time
            </th>
            <th scope="col">delivered</th>
            <th scope="col">filtered</th>
            <th scope="col">rejected</th>
          </tr>
        </thead>
        <tbody>
          {history.functions.map((one) => (
            <LedgerRow key={one.node} history={one} select={select} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
});

function LedgerRow({ history, select }: { readonly history: FunctionHistory; readonly select: (id: string) => void }) {
  const { node, label, delivered, filtered, rejected, mismatches } = history;
  const layers = [
    { name: 'delivered', values: delivered },
    { name: 'filtered', values: filtered },
    { name: 'rejected', values: rejected },
  ];
  const lost = sum(rejected);
  return (
    <tr>
      <th scope="row">
        <button type="button" class="link cut" onClick={() => select(node)}>
          {printable(label)}
        </button>
        {mismatches > 0 && (
          <span class="state rejects small">
            <Icon name="warning" />
            {formatCount(mismatches)} {mismatches === 1 ? 'invocation does' : 'invocations do'} not match
          </span>
        )}
      </th>
      <td class="chart">
        <ColumnStrip layers={layers} />
      </td>
      <td class="number">{formatCount(sum(delivered))}</td>
      <td class="number muted">{formatCount(sum(filtered))}</td>
      <td class={`number${lost > 0 ? ' tone-rejects' : ' muted'}`}>{formatCount(lost)}</td>
    </tr>
  );
}

/** Written to each stream, less settled by each of its readers: a loss is a step that stays. */
export const RunningBalance = memo(function RunningBalance({ history, select }: HistoryProps) {
  const { hops, balanced, notLookedAt } = history;
  const verdict = (
    <span class={`state ${balanced ? 'flows' : 'rejects'}`}>
      <Icon name={balanced ? 'done' : 'warning'} />
      {balanced ? 'every log is accounted for' : 'not every log is accounted for'}
    </span>
  );
  return (
    <Panel id="balance" title="Running balance" aside={verdict}>
      <table>
        <thead>
          <tr>
            <th scope="col">from, stream, to</th>
            <th scope="col" class="chart">
              written less settled
            </th>
            <th scope="col">written</th>
            <th scope="col">under way</th>
            <th scope="col">missing</th>
          </tr>
        </thead>
        <tbody>
          {hops.map((hop) => (
            <BalanceRow key={hop.label} hop={hop} select={select} />
          ))}
        </tbody>
      </table>
      {hops.length === 0 && <p class="muted">No function reads a stream that another one writes.</p>}
      {notLookedAt.length > 0 && <p class="muted small">Not looked at: {notLookedAt.map(printable).join('; ')}</p>}
    </Panel>
  );
});

function BalanceRow({ hop, select }: { readonly hop: HopHistory; readonly select: (id: string) => void }) {
  const { label, reader, written, balance, inFlight, steps } = hop;
  const missing = steps.reduce((total, { size }) => total + size, 0);
  return (
    <tr>
      <th scope="row">
        <button type="button" class="link" onClick={() => select(reader)}>
          {printable(label)}
        </button>
        {steps.map(({ at, size, causes }) => (
          <span key={at} class={`step small ${size > 0 ? 'tone-rejects' : 'muted'}`}>
            {formatCount(Math.abs(size))} {size > 0 ? 'missing' : 'came again'} at <At iso={at} />
            {causes.length > 0 && `: ${causes.map(printable).join(', ')}`}
          </span>
        ))}
      </th>
      <td class="chart">
        <BalanceStrip values={balance} isOdd={missing > 0} />
      </td>
      <td class="number">{formatCount(sum(written))}</td>
      <td class="number muted">{formatCount(inFlight)}</td>
      <td class={`number${missing > 0 ? ' tone-rejects' : ' muted'}`}>{formatCount(Math.max(0, missing))}</td>
    </tr>
  );
}

function Span({ history }: { readonly history: WatchHistory }) {
  const { periods, periodMs } = history;
  return (
    <span class="muted small">
      the last {formatDuration(periods.length * periodMs)}, in parts of {formatDuration(periodMs)}
    </span>
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
