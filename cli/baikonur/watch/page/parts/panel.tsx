import type { ComponentChildren } from 'preact';

/** A part of the page, with a heading that screen readers find. */
export interface PanelProps {
  readonly id: string;
  readonly title: string;
  /** Beside the heading: a number, a button. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of the page. */
export function Panel({ id, title, aside, children }: PanelProps) {
  return (
    <section class="panel" id={id} aria-labelledby={`${id}-title`}>
      <header class="panel-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {aside !== undefined && <div class="panel-aside">{aside}</div>}
      </header>
      {children}
    </section>
  );
}
