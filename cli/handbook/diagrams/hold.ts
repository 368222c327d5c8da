import { type Diagram, drawArrow, drawBox, drawText } from './svg.ts';

/** Texts of the diagram in one language. */
export interface HoldTexts {
  readonly title: string;
  readonly held: readonly string[];
  readonly deadLetters: readonly string[];
  readonly saved: readonly string[];
  readonly arrival: string;
  readonly axis: string;
}

export const HOLD_TEXTS: Readonly<Record<'en' | 'ja', HoldTexts>> = {
  en: {
    title:
      'A log that waits: held for half of the retention, then a dead letter, then its batch is saved, then forgotten',
    held: ['held: waits in the stream,', 'delivered once the destination is back'],
    deadLetters: ['tried once more,', 'then a dead letter'],
    saved: ['Lambda saves', 'the batch to S3'],
    arrival: 'arrival',
    axis: 'hours since arrival, with a retention of 72 h',
  },
  ja: {
    title: '待機するログ: 保持期間の半分までは保留、その後はデッドレター、次にバッチの保存、最後に Kinesis から消える',
    held: ['保留: ストリームに残って待つ', '配信先が復旧すれば配信される'],
    deadLetters: ['もう 1 回試行し、', 'デッドレターになる'],
    saved: ['Lambda がバッチを', 'S3 に保存する'],
    arrival: '到着',
    axis: '到着からの時間 (保持期間 72 時間の場合)',
  },
};

const LEFT = 24;
const WIDTH = 680;
const HOURS = 72;

/** The clock of a log whose destination is away: hold, maximum record age, retention. */
export function drawHold(texts: HoldTexts): Diagram {
  const at = (hours: number): number => LEFT + (hours / HOURS) * WIDTH;
  const part = (from: number, to: number) => ({ x: at(from), y: 40, width: at(to) - at(from) - 3, height: 64 });
  return {
    title: texts.title,
    width: WIDTH + 2 * LEFT + 12,
    height: 176,
    elements: [
      drawBox(part(0, 36), 'good', texts.held),
      drawBox(part(36, 54), 'warn', texts.deadLetters),
      drawBox(part(54, 72), 'bad', texts.saved),
      drawArrow([LEFT, 120], [LEFT + WIDTH + 8, 120]),
      ...[0, 36, 54, 72].map((hours) => drawText(at(hours), 141, hours === 0 ? '0' : `${hours} h`)),
      drawText(LEFT + WIDTH / 2, 164, texts.axis, 'muted'),
      drawText(LEFT + 24, 28, texts.arrival, 'muted'),
    ],
  };
}
