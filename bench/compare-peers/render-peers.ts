import { table } from '../markdown-table.ts';
import type { PeerResults } from './measure-peers.ts';
import type { Peer } from './peer-folders.ts';

/** Peers compared with the works, then what each of them does not do; those that failed are left out. */
export function renderPeers(peers: readonly Peer[], { rows }: PeerResults): string {
  if (rows.length === 0) return 'no peer was compared';
  const lines = table(
    ['peer', 'work', 'batch', 'logs', 'Baikonur, CPU ms', 'peer, CPU ms', 'peer / Baikonur'],
    rows.map(({ peer, work, batch, logs, cpuMs, peerCpuMs, ratio }) => [
      peer,
      work,
      batch,
      String(logs),
      cpuMs.toFixed(1),
      peerCpuMs.toFixed(1),
      ratio.toFixed(2),
    ]),
  );
  const compared = peers.filter(({ name }) => rows.some(({ peer }) => peer === name));
  return [lines, '', ...compared.map(describe)].join('\n');
}

function describe({ name, doesNotDo, notes }: Peer): string {
  const lacks = doesNotDo.length === 0 ? 'names nothing that it does not do' : `does not do: ${doesNotDo.join('; ')}`;
  return `- ${name} ${lacks}${notes === undefined ? '' : `. ${notes}`}`;
}
