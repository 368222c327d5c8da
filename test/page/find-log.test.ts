import { KNOWN_ID, WAY } from './fixtures.ts';
import { textOf, useBrowser } from './open-page.ts';

const open = useBrowser();

it.each([
  ['an id', KNOWN_ID, false],
  ['a log', `{"log_type":"app.web","log_id":"${KNOWN_ID}"}`, true],
])('%s is found, and its way lights up', async (_, text, isExplained) => {
  const opened = await open();
  const { page } = opened;
  await page.getByLabel('Id of a log, or a log').fill(text);
  await page.keyboard.press('Enter');
  await page.getByText('Its way is shown in the picture').waitFor();
  const lit = await page
    .locator('.node.lit')
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node')));
  expect(lit.sort()).toEqual(WAY.filter((id) => !id.includes('>')).sort());
  expect(await page.locator('.edge.lit').count()).toBe(WAY.length - lit.length);
  expect(await page.locator('.edge.dim').count()).toBeGreaterThan(0);
  expect(await page.getByRole('heading', { name: 'What happens to it' }).count()).toBe(isExplained ? 1 : 0);
  expect(await textOf(page.locator('#found'))).toContain('delivered by s3-sink-router');
  await page.keyboard.press('Escape');
  await page.locator('.node.lit').first().waitFor({ state: 'detached' });
  expect(await page.locator('#found').count()).toBe(0);
});

it('says what was not found, and what was not looked at', async () => {
  const opened = await open();
  const { page } = opened;
  await page.getByLabel('Id of a log, or a log').fill('no-such-id');
  await page.keyboard.press('Enter');
  await page.getByText('Not found where it was looked for.').waitFor();
  expect(await page.locator('.node.dim').count()).toBe(0);
});

it('sends samples and files, and offers the first logs of them', async () => {
  const sent: string[] = [];
  const opened = await open({
    send: (bytes) => {
      sent.push(bytes);
      return { records: 1, refused: 0, ids: [KNOWN_ID], sentence: '1 record was sent' };
    },
  });
  const { page } = opened;
  await page.getByRole('button', { name: 'Send samples' }).click();
  await page.getByText('1 record was sent').waitFor();
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Send a file' }).click();
  await (await chosen).setFiles({ name: 'logs.ndjson', mimeType: 'text/plain', buffer: Buffer.from('{"a":1}\n') });
  await page.getByText('Sending …').waitFor({ state: 'detached' });
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['{"b":2}\n'], 'more.ndjson'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  });
  await page.getByRole('button', { name: KNOWN_ID }).click();
  await page.getByText('Its way is shown in the picture').waitFor();
  expect(sent).toEqual(['', '{"a":1}\n', '{"b":2}\n']);
});
