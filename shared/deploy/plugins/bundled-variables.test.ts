import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

type Plugin = new (framework: object) => { readonly hooks: { readonly initialize: () => void } };

const BundledVariables = jest.requireActual<Plugin>(join(__dirname, 'bundled-variables.cjs'));

/** The `custom` of a service after the plugin. */
function customWith(bundled: Readonly<Record<string, string>> | undefined) {
  const custom: { readonly esbuild: { readonly banner?: { readonly js: string } } } = {
    esbuild: {},
    ...{ app: { bundled } },
  };
  const serverless = { service: { custom } };
  new BundledVariables(serverless).hooks.initialize();
  return serverless.service.custom;
}

function environmentAfter(js: string, env: Record<string, string>): Record<string, string> {
  runInNewContext(js, { process: { env } });
  return env;
}

it('a bundle sets its variables, whatever is in them', () => {
  const ROUTES = '[{"name":"a","types":["\u2028\\ \' 日本"]}]';
  const { banner } = customWith({ ROUTES, CLUSTERS: '' }).esbuild;
  expect(environmentAfter(banner?.js ?? '', {})).toEqual({ ROUTES, CLUSTERS: '' });
});

it('a variable of the function overrides that of its bundle', () => {
  const { banner } = customWith({ ROUTES: 'bundled', CLUSTERS: 'dev' }).esbuild;
  expect(environmentAfter(banner?.js ?? '', { ROUTES: 'own' })).toEqual({ ROUTES: 'own', CLUSTERS: 'dev' });
});

it('a bundle stays in strict mode, which esbuild asks for behind the variables', () => {
  const { banner } = customWith({ ROUTES: '[]' }).esbuild;
  expect(() => runInNewContext(`${banner?.js}\n"use strict";undeclared = 1`, { process: { env: {} } })).toThrow(
    'undeclared is not defined',
  );
});

it.each([[{}], [undefined]])('with %j nothing changes', (bundled) => {
  expect(customWith(bundled).esbuild).toEqual({});
});
