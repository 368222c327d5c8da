import { parseArgs } from 'node:util';
import { MANIFESTS } from '../../services/manifests.ts';
import { parseTopology } from '../../shared/deploy/topology/parse-topology.ts';
import { formatProblems } from '../../shared/deploy/topology/problem.ts';
import { readConfigTexts } from '../../shared/deploy/topology/read-config.ts';
import { stagesOf } from '../../shared/deploy/topology/sections.ts';
import { errorText } from '../../shared/errors/error-text.ts';

const HELP =
  'Usage: npm run config:check [-- --stage <stage>]\nChecks config/ for one stage, or for all that have a stage file.';

process.exitCode = main();

function main(): number {
  try {
    const { values } = parseArgs({ options: { stage: { type: 'string', multiple: true }, help: { type: 'boolean' } } });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    return check(values.stage ?? []);
  } catch (error) {
    console.error(`${errorText(error)}\n${HELP}`);
    return 2;
  }
}

function check(stages: readonly string[]): number {
  const texts = readConfigTexts();
  const chosen = stages.length > 0 ? stages : stagesOf(texts);
  const problems = chosen.flatMap((stage) => {
    const parsed = parseTopology(MANIFESTS, texts, stage);
    if (parsed.status === 'invalid') return parsed.problems;
    const { streams, functions, cleaner } = parsed.topology;
    const ids = [...functions, ...(cleaner === undefined ? [] : [cleaner])].map(({ id }) => id).join(', ');
    console.log(`${stage}: ok (${streams.length} streams; functions ${ids})`);
    return [];
  });
  if (problems.length === 0) return 0;
  // A file that all stages share is wrong once, not once a stage.
  const lines = [...new Set(formatProblems(problems).split('\n'))];
  console.error(lines.join('\n'));
  console.error(`${lines.length} problem${lines.length === 1 ? '' : 's'} in config/`);
  return 1;
}
