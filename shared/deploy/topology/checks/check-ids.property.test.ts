import fc from 'fast-check';
import { MANIFESTS } from '../../../../services/manifests.ts';
import { serviceValues } from '../../template/service-values.ts';
import { parseTopology } from '../parse-topology.ts';
import { edit } from '../testing/config-texts.ts';

const words = fc.constantFrom('a', 'b', '1', '2', 'role', 'bucket', 'policy', 'in', 'plan');
/** Short names that are easily one: `a-1`, `a1`, `a-role`, `bucket`. */
const shortNames = fc.uniqueArray(
  fc
    .array(fc.tuple(words, fc.constantFrom('', '-')), { minLength: 1, maxLength: 3 })
    .map((parts) =>
      parts
        .map(([word, end]) => word + end)
        .join('')
        .replace(/-$/, ''),
    )
    .filter((name) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)),
  { minLength: 1, maxLength: 4 },
);

function countTypes(resources: Readonly<Record<string, { readonly Type: string }>>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { Type } of Object.values(resources)) counts[Type] = (counts[Type] ?? 0) + 1;
  return counts;
}

it('a configuration without a problem has a resource for each name', () => {
  let passed = 0;
  fc.assert(
    fc.property(shortNames, shortNames, shortNames, (hoses, logs, keys) => {
      const mapped = (names: readonly string[], value: string) => names.map((name) => `${name}: ${value}`).join(', ');
      const texts = edit(
        [
          'streams',
          'hose: { description: hose }',
          `hose: { description: hose }\n  ${hoses.map((name) => `${name}: { description: hose }`).join('\n  ')}`,
        ],
        [
          'subscriptions',
          'subscriptions:\n',
          `subscriptions:\n${logs.map((name) => `  - { name: ${name}, logGroup: /log/${name}, stream: in }\n`).join('')}`,
        ],
        ['stages/dev', 'alarms:', `eden: { allow: {}, keys: { ${mapped(keys, '{ profiles: [a] }')} } }\nalarms:`],
      );
      const parsed = parseTopology(MANIFESTS, texts, 'dev');
      if (parsed.status === 'invalid') return;
      passed += 1;
      const [router, eden] = ['router', 'eden-api'].map((name) => {
        const service = MANIFESTS.find((one) => one.name === name);
        return countTypes(service === undefined ? {} : serviceValues(parsed.topology, service).resources);
      });
      expect(router).toMatchObject({
        'AWS::KinesisFirehose::DeliveryStream': hoses.length + 1,
        'AWS::IAM::Role': hoses.length + 2,
        'AWS::Logs::SubscriptionFilter': logs.length + 1,
      });
      expect(eden).toMatchObject({
        'AWS::ApiGateway::ApiKey': keys.length,
        'AWS::ApiGateway::UsagePlanKey': keys.length,
      });
    }),
    { numRuns: 60 },
  );
  expect(passed).toBeGreaterThan(5);
});
