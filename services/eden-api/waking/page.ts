import type { AlbAnswer } from './alb-event.ts';

/** The answer to a request: its sentence, and when to ask again; without a time the client must not ask by itself. */
export interface Notice {
  readonly code: 'waking' | 'busy' | 'awake' | 'wake_failed' | 'not_woken' | 'unknown_host' | 'shared_host';
  readonly title: string;
  readonly sentence: string;
  readonly retryAfterS?: number;
  /** Whether the page has a button that starts the wake once more. */
  readonly hasButton?: boolean;
}

/** The path of that button; below the host of an environment that is asleep every path is this function's. */
export const WAKE_PATH = '/.eden/wake';

const STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:36rem;margin:18vh auto;padding:0 1.5rem}h1{font-size:1.4rem}button{font:inherit;padding:.4rem 1rem}@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}}';

/**
 * A notice as a page that reloads itself, or as JSON. 503: the application is not there yet. `next`: the path that the page
 * loads, where it is another one.
 */
export function answerNotice(notice: Notice, isPage: boolean, next?: string): AlbAnswer {
  const { retryAfterS, code, sentence } = notice;
  const [status, description] = code === 'unknown_host' ? [404, 'Not Found'] : [503, 'Service Unavailable'];
  const json = { status: 'error', code, message: sentence, ...(retryAfterS !== undefined && { retryAfterS }) };
  return {
    statusCode: status,
    statusDescription: `${status} ${description}`,
    headers: {
      'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
      ...(retryAfterS !== undefined && { 'retry-after': String(retryAfterS) }),
      ...(isPage && {
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'self'",
      }),
    },
    body: isPage ? pageOf(notice, next) : JSON.stringify(json),
    isBase64Encoded: false,
  };
}

function pageOf({ title, sentence, retryAfterS, hasButton }: Notice, next: string | undefined): string {
  const reload =
    retryAfterS === undefined
      ? ''
      : `<meta http-equiv="refresh" content="${retryAfterS}${next === undefined ? '' : `;url=${next}`}">`;
  const button =
    hasButton === true ? `<form method="post" action="${WAKE_PATH}"><button>Start it again</button></form>` : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${reload}<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><h1>${escapeHtml(title)}</h1><p>${escapeHtml(sentence)}</p>${button}</body></html>\n`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
