import { parseConfig as parseEsSink } from '../../../services/es-sink/config.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { printable } from '../../../shared/log/printable.ts';
import { indexBase } from '../../../shared/search/index-name.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import { explainedEnv, sharedVariables } from '../explain/function-env.ts';
import { operate, writeDocument } from '../operator/operate.ts';
import { countText } from '../operator/quantity.ts';
import { createPaint, type Paint } from '../output/paint.ts';
import { createOutput } from '../output/write-out.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { createAutopsy, type Finding, type FoundCase } from './autopsy.ts';
import { describeCounts, type SelectOptions, selectDeadLetters } from './select-dead-letters.ts';
import { writeCases } from './write-cases.ts';

/** Options of `baikonur letters autopsy`. */
export interface AutopsyOptions extends SelectOptions {
  readonly fixtures?: string;
}

/** Runs `baikonur letters autopsy`. @returns 1 when the engine refused something, or a part is broken. */
export async function runAutopsy(options: AutopsyOptions, shell: Shell): Promise<ExitCode> {
  return operate(options, shell, async (operated) => {
    const signal = shell.untilInterrupted();
    const { topology } = operated;
    // Streams and delivery streams refuse records too, in words of their own.
    const ofSearch = `${topology.project}-${topology.stage}-es-sink-`;
    const autopsy = createAutopsy(indexPattern(topology, shell.env));
    const selection = selectDeadLetters(operated, { ...options, reason: 'rejected_by_destination' }, shell, signal);
    for await (const found of selection.found) {
      for (const one of found) if (one.deadLetter.function.startsWith(ofSearch)) autopsy.add(one);
    }
    selection.clear();
    if (signal.aborted) {
      shell.stderr.write('interrupted: not all dead letters were read\n');
      return 1;
    }
    const cases = autopsy.cases();
    const findings = cases.map(({ finding }) => finding);
    if (options.json) writeDocument(shell, findings);
    else await print(findings, shell);
    if (options.fixtures !== undefined) await tellCases(options.fixtures, cases, shell);
    shell.stderr.write(`${describeCounts(selection.counts, options)}\n`);
    return selection.counts.broken > 0 || findings.length > 0 ? 1 : 0;
  });
}

/** The pattern of the indices of a type; without es-sink in `config/` with the default prefix. */
function indexPattern({ functions }: Topology, env: Env): (logType: string | undefined) => string {
  const own = functions.find(({ service }) => service === 'es-sink')?.environment ?? {};
  const { naming } = parseEsSink(explainedEnv(own, sharedVariables(env)));
  return (logType) => (logType === undefined ? '(unknown)' : `${indexBase(logType, naming)}*`);
}

async function tellCases(folder: string, cases: readonly FoundCase[], shell: Shell): Promise<void> {
  const files = await writeCases(folder, cases);
  shell.stderr.write(`${countText(files.length, 'case')} written to ${printable(folder)}\n`);
}

async function print(findings: readonly Finding[], shell: Shell): Promise<void> {
  const output = createOutput(shell.stdout);
  const paint = createPaint(shell.stdout, shell.env);
  const none = 'no dead letter of a search engine\n';
  await output.write(findings.length === 0 ? none : findings.map((one) => describe(one, paint)).join('\n'));
  await output.flush();
}

function describe(finding: Finding, paint: Paint): string {
  const { index, count, error, field, engineType, values, senders, since, newest, fixes, example } = finding;
  const row = (label: string, text: string): string => `  ${paint('dim', label.padEnd(8))} ${printable(text)}`;
  const list = (items: readonly { readonly text: string; readonly count: number }[]): string =>
    items.map((item) => `${item.text} (${item.count})`).join(', ');
  const fieldText =
    field === undefined
      ? undefined
      : `${field}${engineType === undefined ? '' : `, which the index has as ${engineType}`}`;
  return [
    `${paint('bold', `${countText(count, 'dead letter')}  ${printable(index)}`)}`,
    `  ${paint('yellow', printable(error))}`,
    ...(fieldText === undefined ? [] : [row('field', fieldText)]),
    ...(values.length === 0 ? [] : [row('values', list(values))]),
    row('senders', list(senders)),
    row('since', since === newest ? since : `${since}, the last ${newest}`),
    row('example', `${example.key} line ${example.line}`),
    ...fixes.flatMap(({ where, sentence, line }) => [
      `  ${paint('green', 'fix'.padEnd(8))} ${where}: ${sentence}`,
      ...(line === undefined ? [] : [`             ${printable(line)}`]),
    ]),
    '',
  ].join('\n');
}
