import { runCommand } from '../testing/run-command.ts';

it.each([
  [['--deep', '2026-11-22'], '--deep: expected a day and a log type, such as 2026-11-22 app.web, got "2026-11-22"'],
  [['--deep', '22.11.2026', 'app'], '--deep: expected a day and a log type'],
  [['--since', 'yesterday'], '--since: expected'],
  [['--since', '90d'], '--since: CloudWatch keeps the counts of five minutes for 63 days'],
])('refuses %j', async (args, sentence) => {
  const world = { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: 'us-east-1' } };
  const { code, err } = await runCommand(['audit', '--stage', 'local', ...args], world);
  expect(code).toBe(2);
  expect(err).toContain(sentence);
});
