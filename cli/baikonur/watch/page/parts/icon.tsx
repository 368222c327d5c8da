/** Outlines of 16 × 16, drawn with a stroke of 1.5. */
const OUTLINES = {
  logGroup: 'M2.5 3.5h11M2.5 6.5h11M2.5 9.5h7M2.5 12.5h5',
  application: 'M2.5 3h11v8h-11zM5.5 13.5h5',
  stream: 'M2 5.5c2-2 4-2 6 0s4 2 6 0M2 10.5c2-2 4-2 6 0s4 2 6 0',
  function: 'M4 2.5h2.5l5 11H14M7.5 7.5l-4 6',
  bucket: 'M3 4h10l-1.2 9.5H4.2zM3 4c0-2 10-2 10 0',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.5 10.5l3.5 3.5',
  send: 'M2.5 8h10M9 4.5l3.5 3.5L9 11.5',
  outside: 'M9 2.5h4.5V7M13 3l-6 6M7 3.5H3v9.5h9.5V9',
  deadLetters: 'M2 4h12v8.5H2zM2 4.5l6 4.5l6-4.5',
  flows: 'M2.5 8h10M9 4.5l3.5 3.5L9 11.5',
  waits: 'M5 3v10M11 3v10',
  rejects: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  stands: 'M3.5 3.5h9v9h-9z',
  missing: 'M3.5 3.5h2M8 3.5h1M12.5 3.5v2M12.5 8v1M12.5 12.5h-2M8 12.5H7M3.5 12.5v-2M3.5 8V7',
  quiet: 'M3 8h10',
  unknown: 'M5.5 6a2.5 2.5 0 1 1 2.5 2.8V10M8 12.6v.4',
  filtered: 'M2.5 3h11L9.5 8v5l-3-1.5V8z',
  again: 'M13 8a5 5 0 1 1-1.6-3.7M13.2 2v3h-3',
  delivered: 'M3 8.5l3.5 3.5L13 4.5',
  warning: 'M8 2l6.5 11.5h-13zM8 6.5v3.2M8 11.6v.2',
  copy: 'M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1',
  done: 'M3 8.5l3.5 3.5L13 4.5',
  close: 'M4 4l8 8M12 4l-8 8',
  open: 'M6 3.5L10.5 8L6 12.5',
  asleep: 'M12.5 9.5A5 5 0 0 1 6.5 3.5a5 5 0 1 0 6 6z',
  clock: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5v3.3l2 1.4',
  file: 'M4 2h5.5L12.5 5v9H4zM9 2v3.5h3.5',
} as const;

/** A picture of {@link Icon}. */
export type IconName = keyof typeof OUTLINES;

/** A small picture in the colour of its text. A word is always beside it, so screen readers skip it. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={OUTLINES[name]} />
    </svg>
  );
}
