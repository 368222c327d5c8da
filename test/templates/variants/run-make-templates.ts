import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from '../package-services.ts';
import type { MadeTemplate, Variant } from './variant.ts';

/** The parts of a template that are different at each packaging: the time in keys of S3, the id of a deployment. */
const OF_THE_MOMENT = [/\d{13}-\d{4}-\d\d-\d\dT[\d:.]+Z/g, /(?<=ApiGatewayDeployment)\d{13}/g];

/** Makes the templates of variants, in a process of its own. */
export async function makeTemplates(variants: readonly Variant[]): Promise<readonly MadeTemplate[]> {
  const program = spawn(process.execPath, [join(__dirname, 'make-templates.ts')], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      TMPDIR: process.env['TMPDIR'],
      SLS_TELEMETRY_DISABLED: '1',
    },
  });
  const [output, problems] = [text(program.stdout), text(program.stderr)];
  program.stdin.end(JSON.stringify(variants));
  const code = await new Promise((resolve) => program.once('close', resolve));
  if (code !== 0) throw new Error(`making templates ended with ${code}: ${await problems}`);
  return JSON.parse(await output) as readonly MadeTemplate[];
}

/** A template without what differs at each packaging. */
export function comparable(template: MadeTemplate['template']): MadeTemplate['template'] {
  const plain = OF_THE_MOMENT.reduce((json, part) => json.replaceAll(part, 'NOW'), JSON.stringify(template));
  return JSON.parse(plain) as MadeTemplate['template'];
}
