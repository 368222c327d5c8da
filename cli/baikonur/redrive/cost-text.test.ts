import { loadPrices } from '../plan/prices.ts';
import { costText } from './cost-text.ts';

it.each([
  // 2 × 4 reads, 2 × 4 writes, 2 invocations
  [
    { objects: 2, logs: 3 },
    'us-east-1',
    'about 2 invocations and 16 requests to S3, less than $0.01 (us-east-1, 2026-10)',
  ],
  // 40,000 reads × $0.0004 / 1,000 = $0.016; 40,000 writes × $0.005 / 1,000 = $0.20; 10,000 invocations × $0.20 / 1,000,000 = $0.002
  [{ objects: 10_000, logs: 10_000 }, 'us-east-1', 'about 10,000 invocations and 80,000 requests to S3, about $0.22 '],
  // 4 reads and 4 writes are $0.0000216; 5,000,000 logs / 500 = 10,000 invocations are $0.002
  [{ objects: 1, logs: 5_000_000 }, 'us-east-1', 'about 10,000 invocations and 8 requests to S3, less than $0.01 '],
  [
    { objects: 10_000, logs: 30_000, toStream: true },
    'us-east-1',
    'costs: about 80,000 requests to S3, about $0.22 (us-east-1, 2026-10), beside about 30,000 records on the stream and',
  ],
  [{ objects: 1, logs: 1, toStream: true }, 'eu-west-1', 'no price of eu-west-1 is known for s3.gets, s3.puts, beside'],
  [{ objects: 1, logs: 1 }, 'eu-west-1', 'no price of eu-west-1 is known for s3.gets, s3.puts, lambda.requests'],
])('%j in %s: %s', (work, region, text) => {
  expect(costText({ ...work, reads: 4, writes: 4 }, loadPrices(region))).toContain(text);
});
