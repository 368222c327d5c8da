import { type Diagram, drawArrow, drawBox } from './svg.ts';

/** Texts of the diagram in one language. */
export interface WayTexts {
  readonly title: string;
  readonly senders: readonly string[];
  readonly router: readonly string[];
  readonly stream: readonly string[];
  readonly forwarder: readonly string[];
  readonly outside: readonly string[];
  readonly sink: readonly string[];
  readonly destination: readonly string[];
  readonly deadLetters: readonly string[];
}

export const WAY_TEXTS: Readonly<Record<'en' | 'ja', WayTexts>> = {
  en: {
    title:
      'The way of a log: senders, a first stream, router and forwarders, further streams, sinks, destinations; each function writes dead letters to S3',
    senders: ['applications,', 'log groups'],
    stream: ['stream'],
    router: ['router'],
    forwarder: ['forwarder'],
    outside: ['another team,', 'Firehose'],
    sink: ['sink'],
    destination: ['S3, search,', 'Fluent'],
    deadLetters: ['dead letters of every function on S3, with their reasons'],
  },
  ja: {
    title:
      'ログの経路: 送信元、最初のストリーム、ルーターとフォワーダー、後段のストリーム、シンク、配信先。各関数はデッドレターを S3 に書く',
    senders: ['アプリ、', 'ロググループ'],
    stream: ['ストリーム'],
    router: ['ルーター'],
    forwarder: ['フォワーダー'],
    outside: ['他チーム、', 'Firehose'],
    sink: ['シンク'],
    destination: ['S3、検索、', 'Fluent'],
    deadLetters: ['各関数のデッドレター (S3、理由付き)'],
  },
};

const BOX_WIDTH = 122;
const BOX_HEIGHT = 52;
const STEP = 150;

/** The functions and streams that a log passes, and where it ends when it cannot be delivered. */
export function drawWay(texts: WayTexts): Diagram {
  const box = (column: number, row: number) => ({
    x: 16 + column * STEP,
    y: 20 + row * 76,
    width: BOX_WIDTH,
    height: BOX_HEIGHT,
  });
  const right = (column: number, row: number): [number, number] => [16 + column * STEP + BOX_WIDTH, 46 + row * 76];
  const left = (column: number, row: number): [number, number] => [16 + column * STEP, 46 + row * 76];
  const down = (column: number, row: number): [number, number] => [16 + column * STEP + BOX_WIDTH / 2, 20 + row * 76];
  const bottom = (column: number, row: number): [number, number] => [
    down(column, row)[0],
    down(column, row)[1] + BOX_HEIGHT,
  ];
  return {
    title: texts.title,
    width: 32 + 5 * STEP + BOX_WIDTH,
    height: 248,
    elements: [
      drawArrow(right(0, 0), left(1, 0)),
      drawArrow(right(1, 0), left(2, 0)),
      drawArrow(right(2, 0), left(3, 0)),
      drawArrow(right(3, 0), left(4, 0)),
      drawArrow(right(4, 0), left(5, 0)),
      drawArrow(bottom(1, 0), down(1, 1)),
      drawArrow(right(1, 1), left(2, 1)),
      drawArrow(bottom(1, 1), down(1, 2)),
      drawArrow(bottom(4, 0), down(4, 2)),
      drawBox(box(0, 0), 'box', texts.senders),
      drawBox(box(1, 0), 'good', texts.stream),
      drawBox(box(2, 0), 'warn', texts.router),
      drawBox(box(3, 0), 'good', texts.stream),
      drawBox(box(4, 0), 'warn', texts.sink),
      drawBox(box(5, 0), 'box', texts.destination),
      drawBox(box(1, 1), 'warn', texts.forwarder),
      drawBox(box(2, 1), 'box', texts.outside),
      drawBox({ ...box(1, 2), width: 3 * STEP + BOX_WIDTH }, 'bad', texts.deadLetters),
    ],
  };
}
