import { drawTerminal } from '../../../local/picture/terminal-svg.ts';
import { printExampleStatus } from './example-status.ts';
import { drawHold, HOLD_TEXTS } from './hold.ts';
import { drawDiagram } from './svg.ts';
import { drawWay, WAY_TEXTS } from './way.ts';

const STATUS_COMMAND = './baikonur status --stage dev';

/** The diagrams of the handbook, by their files below the project's folder. */
export function drawAll(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/images/hold.svg', drawDiagram(drawHold(HOLD_TEXTS.en))],
    ['docs/images/hold.ja.svg', drawDiagram(drawHold(HOLD_TEXTS.ja))],
    ['docs/images/way.svg', drawDiagram(drawWay(WAY_TEXTS.en))],
    ['docs/images/way.ja.svg', drawDiagram(drawWay(WAY_TEXTS.ja))],
    [
      'docs/images/status.svg',
      drawTerminal(`The output of ${STATUS_COMMAND}`, `$ ${STATUS_COMMAND}\n${printExampleStatus()}`),
    ],
  ]);
}
