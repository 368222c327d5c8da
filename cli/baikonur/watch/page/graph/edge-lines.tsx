import { memo } from 'preact/compat';
import type { FlowState } from '../../view.ts';

/** A curve of the picture. */
export interface EdgeLine {
  readonly id: string;
  readonly path: string;
  readonly state: FlowState;
  /** px. */
  readonly thickness: number;
  readonly mark: 'none' | 'lit' | 'dim';
}

/** The curves. Their texts are in the labels, so screen readers skip them. */
export function EdgeLines({ lines, width, height }: { lines: readonly EdgeLine[]; width: number; height: number }) {
  return (
    <svg class="edges" width={width} height={height} aria-hidden="true" focusable="false">
      {lines.map((line) => (
        <Curve key={line.id} {...line} />
      ))}
    </svg>
  );
}

const Curve = memo(function Curve({ path, state, thickness, mark }: EdgeLine) {
  return <path class={`edge ${state} ${mark}`} d={path} stroke-width={thickness} />;
});
