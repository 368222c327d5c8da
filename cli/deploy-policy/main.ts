import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import { errorText } from '../../shared/errors/error-text.ts';
import { printableJson } from '../../shared/log/printable.ts';
import { type DeployedTemplate, deployerPolicy } from './deployer-policy.ts';

const HELP = `Usage: npm run -s deploy:policy -- --stage <stage> --account <twelve digits>
Prints the least policy of the person who deploys, from the templates in services/*/.serverless:
package them first with npx --no sls package --stage <stage>. --account: default accountId of the stage.
Exit code: 0, or 2 with a sentence on what is missing.`;
const ROOT = join(import.meta.dirname, '../..');
const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

process.exitCode = main();

function main(): number {
  try {
    const { values } = parseArgs({
      options: { stage: { type: 'string' }, account: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) console.log(HELP);
    else console.log(printableJson(policyOf(values.stage, values.account), 2));
    return 0;
  } catch (error) {
    console.error(`error: ${errorText(error)}\n${HELP}`);
    return 2;
  }
}

function policyOf(stage: string | undefined, account: string | undefined) {
  if (stage === undefined) throw new Error('expected --stage');
  const { project, region, settings, names } = loadTopology(MANIFESTS, stage, ROOT);
  const accountId = account ?? settings.accountId ?? '';
  if (!/^\d{12}$/.test(accountId)) throw new Error(`expected --account with twelve digits, got "${accountId}"`);
  const templates = MANIFESTS.map(({ name }) => readTemplate(name, names.stack(name)));
  const prefix = `${project}-${stage}-`;
  if (!JSON.stringify(templates).includes(`"${prefix}`))
    throw new Error(`the templates are of another stage than ${stage}`);
  return deployerPolicy(templates, { region, accountId, prefix });
}

function readTemplate(service: string, stack: string): DeployedTemplate {
  const file = join(ROOT, 'services', service, TEMPLATE);
  if (!existsSync(file)) throw new Error(`services/${service}/${TEMPLATE} is missing`);
  const text = readFileSync(file, 'utf8');
  // The framework wrote it: a template in CloudFormation's own form.
  return { stack, resources: (JSON.parse(text) as { Resources: DeployedTemplate['resources'] }).Resources };
}
