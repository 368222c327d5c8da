import { curveStepAfter, line } from 'd3-shape';

/** The coordinates of all charts: they are stretched to their boxes. */
const WIDTH = 100;
const HEIGHT = 32;

/** A list of numbers drawn as parts of one column each. */
export interface Layer {
  readonly name: string;
  readonly values: readonly number[];
}

/** Columns, one for each period, of layers upon each other. The numbers are beside it as text: it is decoration. */
export function ColumnStrip({ layers }: { readonly layers: readonly Layer[] }) {
  const periods = layers[0]?.values.length ?? 0;
  const sums = Array.from({ length: periods }, (_, at) =>
    layers.reduce((sum, { values }) => sum + (values[at] ?? 0), 0),
  );
  const most = Math.max(1, ...sums);
  const step = WIDTH / Math.max(1, periods);
  return (
    <svg class="strip" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <Base />
      {layers.map(({ name, values }, depth) => (
        <path key={name} class={`area ${name}`} d={columns(layers.slice(0, depth), values, { step, most })} />
      ))}
    </svg>
  );
}

/** All columns of one layer as one path. */
function columns(
  below: readonly Layer[],
  values: readonly number[],
  { step, most }: { step: number; most: number },
): string {
  return values
    .map((value, at) => {
      if (value === 0) return '';
      const from = below.reduce((sum, layer) => sum + (layer.values[at] ?? 0), 0);
      const y = (amount: number) => HEIGHT - (amount / most) * (HEIGHT - 1);
      return `M${at * step} ${y(from)}V${y(from + value)}h${step * 0.8}V${y(from)}z`;
    })
    .join('');
}

/** A line of steps around zero: the running balance. @param isOdd it has a step that stays */
export function BalanceStrip({ values, isOdd }: { readonly values: readonly number[]; readonly isOdd: boolean }) {
  const most = Math.max(1, ...values);
  const least = Math.min(0, ...values);
  const y = (value: number) => 1 + ((most - value) / (most - least)) * (HEIGHT - 2);
  const step = WIDTH / Math.max(1, values.length);
  // The last value is as wide as the others.
  const points = [...values, values.at(-1) ?? 0].map((value, at) => [at * step, y(value)] as const);
  const path = line<readonly [number, number]>(
    ([x]) => x,
    (point) => point[1],
  ).curve(curveStepAfter)([...points]);
  return (
    <svg class="strip" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path class="zero" d={`M0 ${y(0)}H${WIDTH}`} />
      <path class={`balance${isOdd ? ' odd' : ''}`} d={path ?? ''} />
    </svg>
  );
}

function Base() {
  return <path class="zero" d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />;
}
