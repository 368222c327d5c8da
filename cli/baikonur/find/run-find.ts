import { printableLines } from '../../../shared/log/printable.ts';
import { operate, writeDocument, writeLines } from '../operator/operate.ts';
import { bytesText, countText } from '../operator/quantity.ts';
import { createPaint } from '../output/paint.ts';
import { createProgress } from '../output/progress.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { describeFound } from './describe-found.ts';
import { findLog } from './find-log.ts';
import { type FindOptions, toQuery } from './query.ts';

/** Runs `baikonur find`. @returns 0 where the log was found. */
export async function runFind(id: string | undefined, options: FindOptions, shell: Shell): Promise<ExitCode> {
  const query = toQuery(id, options, shell);
  return operate(options, shell, async (operated) => {
    const signal = shell.untilInterrupted();
    const progress = createProgress(shell);
    const report = await findLog(operated, query, {
      ...{ signal, now: shell.now },
      onProgress: ({ objects, bytes, places }) =>
        progress.show(`${countText(objects, 'object')}, ${bytesText(bytes)} read, ${countText(places, 'place')} found`),
      warn: (sentence) => void shell.stderr.write(`${printableLines(sentence)}\n`),
    }).finally(progress.clear);
    if (signal.aborted) shell.stderr.write('interrupted: not all was looked at\n');
    if (options.json) writeDocument(shell, report);
    else writeLines(shell, describeFound(report, createPaint(shell.stdout, shell.env)));
    return report.found ? 0 : 1;
  });
}
