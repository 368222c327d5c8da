import { join } from 'node:path';
import { build } from 'esbuild';
import { readBundleSettings } from '../../shared/deploy/plugins/bundle-settings.ts';
import { ROOT } from './package-services.ts';

const COMMAND = /@aws-sdk\/client-([a-z0-9-]+)\/dist-[a-z]+\/commands\/(\w+)Command\.js$/;
/** Clients whose IAM prefix is another word than their package's name. */
const IAM_PREFIX: Readonly<Record<string, string>> = {
  eventbridge: 'events',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  'route-53': 'route53',
  'secrets-manager': 'secretsmanager',
};

/** Commands whose IAM action has another name. @see Service Authorization Reference, Amazon S3 */
const ACTION_OF: Readonly<Record<string, string>> = { ListObjectsV2: 'ListBucket', HeadObject: 'GetObject' };

const known = new Map<string, Promise<readonly string[]>>();

/** The IAM actions (`kinesis:PutRecords`) of the SDK commands that are in a service's bundle, after tree shaking. */
export function bundledActions(service: string): Promise<readonly string[]> {
  const actions = known.get(service) ?? bundle(service);
  known.set(service, actions);
  return actions;
}

async function bundle(service: string): Promise<readonly string[]> {
  const { metafile } = await build({
    ...readBundleSettings(ROOT),
    entryPoints: [join(ROOT, 'services', service, 'handler.ts')],
    write: false,
    metafile: true,
    outfile: 'handler.js',
  });
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs: parts }) =>
    Object.entries(parts).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const actions = inputs.flatMap((file) => {
    const [, client = '', command = ''] = COMMAND.exec(file) ?? [];
    return command === '' ? [] : [`${IAM_PREFIX[client] ?? client}:${ACTION_OF[command] ?? command}`];
  });
  return [...new Set(actions)].sort();
}
