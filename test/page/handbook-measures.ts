import type { Page } from 'playwright-core';
import { contrastOf } from '../../cli/handbook/check/contrast.ts';

/** WCAG 2.2, level AA, text of normal size. @see https://www.w3.org/TR/WCAG22/#contrast-minimum */
const LEAST_RATIO = 4.5;
/** On texts that axe is to judge. */
const MARK = 'data-judge';

/** Elements that make a page wider than its window; empty: it does not scroll sideways. */
export function measureWidth(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 0.5 && !isInBox(element),
    );
    const deepest = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
    return [
      `${scrollWidth} px wide`,
      ...deepest
        .slice(0, 3)
        .map(({ tagName, textContent }) => `${tagName}: ${(textContent ?? '').trim().slice(0, 60)}`),
    ];

    /** Whether it is in a box that scrolls by itself. */
    function isInBox(element: Element): boolean {
      for (let at = element.parentElement; at !== null && at !== document.body; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== 'visible') return true;
      }
      return false;
    }
  });
}

/** Tables that are wider than the text around them. */
export function findWideTables(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.vp-doc table')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ scrollWidth, textContent }) => `a table of ${scrollWidth} px: ${textContent.trim().slice(0, 60)}`),
  );
}

/** Texts that the generator made from nothing, or that it took for pictures. */
export function findStrayTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const shown = document.querySelector('.VPContent')?.textContent ?? '';
    const texts = shown.match(/.{0,20}(?:undefined[^\s:.,)]|\[object |\p{Emoji_Presentation}).{0,20}/gu);
    // A row of a table that is not below its head.
    const rows = [...document.querySelectorAll('.vp-doc p')].map(({ textContent }) => textContent.slice(0, 40));
    return [...(texts ?? []), ...rows.filter((text) => text.startsWith('|'))].map((text) => `the text "${text}"`);
  });
}

/** Addresses of pictures that the browser could not load. */
export function findBrokenPictures(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.images].filter(({ naturalWidth }) => naturalWidth === 0).map(({ src }) => `no picture at ${src}`),
  );
}

/**
 * Marks the first text of each kind that is not known yet. A kind: colour, backgrounds, size, weight, class and style;
 * highlighted code has its colours of both schemes in its style.
 * @returns the new kinds
 */
export function markNewTexts(page: Page, known: readonly string[]): Promise<readonly string[]> {
  return page.evaluate(
    ([mark, before]) => {
      const kinds = new Set(before);
      const backs = new Map<Element, string>();
      for (const old of document.querySelectorAll(`[${mark}]`)) old.removeAttribute(mark);
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      let last: Element | null = null;
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const element: Element | null = node.parentElement;
        if (element === null || element === last || (node.nodeValue ?? '').trim() === '') continue;
        last = element;
        const { color, fontSize, fontWeight } = getComputedStyle(element);
        const look = [color, backOf(element), fontSize, fontWeight];
        const kind = [...look, element.className, element.getAttribute('style')].join(' ');
        if (kinds.has(kind) || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        kinds.add(kind);
        found.push(kind);
        element.setAttribute(mark, '');
      }
      return found;

      function backOf(element: Element | null): string {
        if (element === null) return '';
        const made = backs.get(element);
        if (made !== undefined) return made;
        const { backgroundColor } = getComputedStyle(element);
        const above = backgroundColor.startsWith('rgb(') ? '' : backOf(element.parentElement);
        const back = backgroundColor === 'rgba(0, 0, 0, 0)' ? above : `${backgroundColor}${above}`;
        backs.set(element, back);
        return back;
      }
    },
    [MARK, known] as const,
  );
}

/** Marked texts that are hard to read, as axe judges them. The page has axe. */
export function judgeMarked(page: Page): Promise<readonly string[]> {
  return page.evaluate(async (mark) => {
    // Its script was run in the page.
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const marked = [...document.querySelectorAll(`[${mark}]`)];
    const { violations } = await axe.run(
      { include: marked },
      { runOnly: { type: 'rule', values: ['color-contrast'] }, resultTypes: ['violations'] },
    );
    return violations.flatMap(({ nodes }) =>
      nodes.map(({ html, any }) => `${html.slice(0, 100)}: ${any.map(({ message }) => message).join(' ')}`),
    );
  }, MARK);
}

/** Texts of drawn diagrams that are hard to read on the shapes below them. @param within a selector of the diagrams */
export async function judgeDiagrams(page: Page, within: string): Promise<readonly string[]> {
  const texts = await page.evaluate((selector) => {
    const leaves = [...document.querySelectorAll(selector)].flatMap((diagram) =>
      [...diagram.querySelectorAll('text, tspan, foreignObject *')].filter(({ childNodes }) =>
        [...childNodes].some(
          ({ nodeType, nodeValue }) => nodeType === Node.TEXT_NODE && (nodeValue ?? '').trim() !== '',
        ),
      ),
    );
    return leaves.map((leaf) => {
      leaf.scrollIntoView({ block: 'center', inline: 'center' });
      const { left, right, top, bottom } = leaf.getBoundingClientRect();
      const below = document.elementsFromPoint((left + right) / 2, (top + bottom) / 2);
      const { color, fill } = getComputedStyle(leaf);
      return {
        text: (leaf.textContent ?? '').trim(),
        color: leaf.matches('text, tspan') ? fill : color,
        backs: below.filter((one) => !one.matches('text, tspan, g, svg')).map(backOf),
      };
    });

    function backOf(element: Element): string {
      const { fill, backgroundColor } = getComputedStyle(element);
      return element instanceof SVGElement && !element.matches('foreignObject') ? fill : backgroundColor;
    }
  }, within);
  if (texts.length === 0) return ['no text is drawn'];
  return texts.flatMap(({ text, color, backs }) => {
    const ratio = contrastOf(hexOf([color]), hexOf([...backs, 'rgb(255, 255, 255)']));
    return ratio >= LEAST_RATIO ? [] : [`"${text}" has a contrast of ${ratio.toFixed(2)}, less than ${LEAST_RATIO}`];
  });
}

/** Colours of which each lies on the next, as one. */
function hexOf(layers: readonly string[]): string {
  let left = 1;
  let sums = [0, 0, 0];
  for (const layer of layers) {
    const [red, green, blue, alpha = 1] = (layer.match(/[\d.]+/g) ?? []).map(Number);
    if (red === undefined || green === undefined || blue === undefined) continue;
    sums = [red, green, blue].map((part, index) => (sums[index] ?? 0) + part * alpha * left);
    left *= 1 - alpha;
  }
  return `#${sums.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}
