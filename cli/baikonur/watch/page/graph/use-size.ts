import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The width of an element and the size of a rem, px; 0 before it was measured. */
export interface Size {
  readonly width: number;
  readonly remPx: number;
}

/** Measures an element, again whenever it changes. */
export function useSize<E extends HTMLElement>(): { readonly ref: RefObject<E | null>; readonly size: Size } {
  const ref = useRef<E>(null);
  const [size, setSize] = useState<Size>({ width: 0, remPx: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = () => {
      const width = element.clientWidth;
      const remPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setSize((known) => (known.width === width && known.remPx === remPx ? known : { width, remPx }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, size };
}
