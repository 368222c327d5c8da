import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import { errorText } from '../../shared/errors/error-text.ts';
import { printableJson } from '../../shared/log/printable.ts';
import { operatorPolicy } from '../baikonur/aws/operator-policy.ts';

const HELP = `Usage: npm run -s operator:policy -- --stage <stage> --account <twelve digits>
Prints the least policy of the person who runs the operator's commands of \`baikonur\` on a stage. --account: default
accountId of the stage. With --docs it writes docs/operator-policy.json, of the example stage.
Exit code: 0, or 2 with a sentence on what is missing.`;
const ROOT = join(import.meta.dirname, '../..');
const EXAMPLE = { stage: 'dev', account: '111122223333' } as const;

process.exitCode = main();

function main(): number {
  try {
    const { values } = parseArgs({
      options: {
        stage: { type: 'string' },
        account: { type: 'string' },
        docs: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) console.log(HELP);
    else if (values.docs) writeFileSync(join(ROOT, 'docs/operator-policy.json'), `${policyOf(EXAMPLE)}\n`);
    else console.log(policyOf(values));
    return 0;
  } catch (error) {
    console.error(`error: ${errorText(error)}\n${HELP}`);
    return 2;
  }
}

function policyOf({ stage, account }: { readonly stage?: string; readonly account?: string }): string {
  if (stage === undefined) throw new Error('expected --stage');
  const topology = loadTopology(MANIFESTS, stage, ROOT);
  const accountId = account ?? topology.settings.accountId ?? '';
  if (!/^\d{12}$/.test(accountId)) throw new Error(`expected --account with twelve digits, got "${accountId}"`);
  return printableJson(operatorPolicy(topology, accountId), 2);
}
