import { existsSync, readdirSync } from 'node:fs';
import { measureBundles } from './bundles.ts';

const SERVICES = new URL('../services/', import.meta.url);

it('each function has a bundle within its budget', async () => {
  const bundles = await measureBundles();
  const functions = readdirSync(SERVICES).filter((name) => existsSync(new URL(`${name}/handler.ts`, SERVICES)));
  expect(bundles.map(({ service }) => service).sort()).toEqual(functions.sort());
  for (const { kb, dependencies } of bundles) {
    expect(dependencies.find(({ name }) => name === 'own')?.kb).toBeGreaterThan(5);
    expect(kb).toBeGreaterThan(100);
  }
  expect(bundles.filter(({ kb, budgetKb }) => kb > budgetKb)).toEqual([]);
});
