import { runCommand } from '../testing/run-command.ts';

it.each([
  [['--deep', '2026-11-22'], '--deep: expected a day and a log type, such as 2026-11-22 app.web, got "2026-11-22"'],
  [['--deep', '22.11.2026', 'app'], '--deep: expected a day and a log type'],
  [['--since', 'yesterday'], '--since: expected'],
  [['--deep', '2026-02-30', 'app'], '--deep: expected a day and a log type'],
  [['--deep', '2026-11-22', 'a*b'], 'got "2026-11-22 a*b"'],
  [['--deep', '2026-11-22', 'app', '--since', '1h'], 'leave --since and --until out'],
  [['--since', '90d'], '--since: expected at most 63 days ago: CloudWatch keeps'],
  [['--since', '90d'], 'got 2026-08-24T01:00:00Z'],
  [['--since', '999999999d'], 'got 1970-01-01T00:00:00Z'],
])('refuses %j', async (args, sentence) => {
  const world = { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: 'us-east-1' } };
  const { code, err } = await runCommand(['audit', '--stage', 'local', ...args], world);
  expect(code).toBe(2);
  expect(err).toContain(sentence);
});
