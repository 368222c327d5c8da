import type { Browser } from 'playwright-core';
import { noticeOf } from '../../services/eden-api/waking/notices.ts';
import { answerNotice } from '../../services/eden-api/waking/page.ts';

const HOST = 'login-form.preview.example.com';
const VIEWPORT = { width: 720, height: 240 };
const FRAME_COLORS = { light: ['#e8eaed', '#ffffff', '#1f2937'], dark: ['#2a2d33', '#16181c', '#d7dde5'] } as const;

/** The page of an environment that wakes, as its function answers, below an address bar. @returns the PNG. */
export async function drawWaking(browser: Browser, colorScheme: keyof typeof FRAME_COLORS): Promise<Buffer> {
  const context = await browser.newContext({ viewport: VIEWPORT, colorScheme, deviceScaleFactor: 1.5 });
  try {
    const page = await context.newPage();
    await page.route('**/*', (route) =>
      route.fulfill({ body: answerRequest(), contentType: 'text/html; charset=utf-8' }),
    );
    await page.goto(`http://${HOST}/`);
    const inner = (await page.screenshot()).toString('base64');
    await page.unroute('**/*');
    await page.setContent(frame(inner, colorScheme));
    await page.locator('img').evaluate((image: HTMLImageElement) => image.decode());
    return await page.locator('main').screenshot({ omitBackground: true });
  } finally {
    await context.close();
  }
}

function answerRequest(): string {
  const item = { type: 'web', name: 'web-login-form', environment: 'login-form' };
  return answerNotice(noticeOf(item, { status: 'waking', name: item.name, runId: '' }), true).body;
}

function frame(png: string, scheme: keyof typeof FRAME_COLORS): string {
  const [bar, field, text] = FRAME_COLORS[scheme];
  return `<!doctype html><style>
    body { margin: 0; background: transparent }
    main { border: 1px solid #8b949e; border-radius: 8px; overflow: hidden; width: ${VIEWPORT.width - 2}px }
    p { margin: 0; padding: 8px 12px; background: ${bar} }
    span { display: block; padding: 4px 12px; border-radius: 12px; background: ${field}; color: ${text}; font: 14px system-ui }
    img { display: block; width: 100% }
  </style><main><p><span>https://${HOST}</span></p><img src="data:image/png;base64,${png}"></main>`;
}
