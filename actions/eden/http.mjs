// @ts-check
/** Calls of GitHub's and GitLab's APIs. */

const ATTEMPTS = 3;
const TIMEOUT_MS = 15_000;
const LONGEST_WAIT_MS = 30_000;
const PAGE_SIZE = 100;
/** A pull request with more comments than 2,000 is not read to its end. */
const MAX_PAGES = 20;

/** A refusal; `status` is 0 where nothing answered. */
export class ForgeError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Creates the calls of one API. What is busy, throttled or does not answer is asked again; a POST only when it was
 * refused, because it may have done its work.
 * @param {{ base: string, headers: Record<string, string>, waitMs?: number | undefined }} options
 */
export function createHttp({ base, headers, waitMs = 1_000 }) {
  /** @param {string} method @param {string} path @param {unknown} [body] */
  const send = async (method, path, body) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(`${base}${path}`, { method, headers, body });
      if (answer.status >= 200 && answer.status < 300) return answer.value;
      const error = new ForgeError(answer.status, `${method} ${path}: ${answer.status} ${answer.text}`.trim());
      if (attempt === ATTEMPTS || !mayAskAgain(method, answer)) throw error;
      await new Promise((resolve) =>
        setTimeout(resolve, Math.min(answer.retryMs ?? waitMs * attempt, LONGEST_WAIT_MS)),
      );
    }
  };
  return {
    send,
    /** All pages of a list. @param {string} path */
    list: async (path) => {
      const all = [];
      for (let page = 1; page <= MAX_PAGES; page += 1) {
        const joint = path.includes('?') ? '&' : '?';
        const items = await send('GET', `${path}${joint}per_page=${PAGE_SIZE}&page=${page}`);
        all.push(...items);
        if (items.length < PAGE_SIZE) break;
      }
      return all;
    },
  };
}

/** @param {string} url @param {{ method: string, headers: Record<string, string>, body: unknown }} options */
async function once(url, { method, headers, body }) {
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const retryS = Number(response.headers.get('retry-after') ?? Number.NaN);
    const value = parse(text);
    const message = value?.message ?? text;
    return {
      status: response.status,
      value,
      text: typeof message === 'string' ? message.slice(0, 300) : JSON.stringify(message).slice(0, 300),
      retryMs: Number.isNaN(retryS) ? undefined : retryS * 1_000,
    };
  } catch (error) {
    return { status: 0, value: undefined, text: String(error), retryMs: undefined };
  }
}

/** @param {string} text */
function parse(text) {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {string} method @param {{ status: number, retryMs: number | undefined }} answer */
function mayAskAgain(method, { status, retryMs }) {
  if (status === 429 || (status === 403 && retryMs !== undefined)) return true;
  return method !== 'POST' && (status === 0 || status >= 500);
}
