import { parseArgs, styleText } from 'node:util';
import { TopologyError } from '../../shared/deploy/topology/problem.ts';
import { readConfigTexts } from '../../shared/deploy/topology/read-config.ts';
import { errorText } from '../../shared/errors/error-text.ts';
import { printableJson } from '../../shared/log/printable.ts';
import { endOnLostOutput } from '../program/lost-output.ts';
import { type CheckedStages, checkStages } from './check-stages.ts';
import { printCheck } from './print-check.ts';

const HELP = `Usage: npm run config:check [-- --stage <stage>] [-- --json]
Checks config/ for one stage, or for all that have a stage file.
--json: { valid, problems, warnings } as one JSON document; call it with npm run -s.
Exit code: 0 no problem (there may be warnings), 1 problems, 2 wrong usage.`;

endOnLostOutput(process);
process.exitCode = main();

function main(): number {
  try {
    const { values } = parseArgs({
      options: {
        stage: { type: 'string', multiple: true },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    return check(values.stage ?? [], values.json === true);
  } catch (error) {
    console.error(`Error: ${errorText(error)}\n${HELP}`);
    return 2;
  }
}

function check(stages: readonly string[], isJson: boolean): number {
  const checked = checkFiles(stages);
  if (isJson) {
    console.log(printableJson(checked, 2));
  } else {
    const { out, err } = printCheck(checked, (text) => styleText('yellow', text, { stream: process.stderr }));
    for (const line of out) console.log(line);
    for (const line of err) console.error(line);
  }
  return checked.problems.length === 0 ? 0 : 1;
}

/** A file that cannot be read leaves nothing to check. */
function checkFiles(stages: readonly string[]): CheckedStages {
  try {
    return checkStages(readConfigTexts(), stages, Date.now());
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    return { valid: [], problems: error.problems, warnings: [] };
  }
}
