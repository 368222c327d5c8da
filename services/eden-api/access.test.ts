import { type Caller, findCaller, mayUse } from './access.ts';
import type { ApiEvent } from './api-event.ts';

const keys = new Map([
  ['id-1', { name: 'ci', profiles: ['api'] }],
  ['кл\u00fcch', { name: 'unicode', profiles: ['*'] }],
]);
function event(apiKeyId: string | null | undefined, headers: ApiEvent['headers'] = null): ApiEvent {
  return {
    httpMethod: 'GET',
    path: '/',
    headers,
    requestContext: { identity: { ...(apiKeyId !== undefined && { apiKeyId }) } },
  };
}

it.each<[string, ApiEvent, 'id' | 'value', boolean, string | undefined]>([
  ['a key by its id', event('id-1'), 'id', false, 'ci'],
  ['an id that eden.keys does not have', event('id-2'), 'id', false, undefined],
  ['a name of every object', event('__proto__'), 'id', false, undefined],
  ['a unicode id', event('кл\u00fcch'), 'id', false, 'unicode'],
  ['no id', event(null), 'id', false, undefined],
  ['the header says nothing where ids count', event(undefined, { 'x-api-key': 'id-1' }), 'id', false, undefined],
  ['the header does not outdo the id', event('id-2', { 'x-api-key': 'id-1' }), 'id', true, undefined],
  ['by value: the header, in any case', event(undefined, { 'X-Api-Key': 'id-1' }), 'value', false, 'ci'],
  ['by value: an unknown one', event('id-1', { 'x-api-key': 'id-2' }), 'value', true, undefined],
  ['by value: no header, a direct call', event(undefined), 'value', true, 'direct'],
  ['by value: no header, where that is not allowed', event(undefined), 'value', false, undefined],
])('%s', (_what, asked, keysBy, allowUnkeyed, name) => {
  expect(findCaller(asked, { keys, keysBy, allowUnkeyed })?.name).toBe(name);
});

it('the value of a key never becomes the id of a caller', () => {
  const caller = findCaller(event(undefined, { 'x-api-key': 'id-1' }), { keys, keysBy: 'value', allowUnkeyed: false });
  expect(caller).toEqual({ keyId: 'ci', name: 'ci', profiles: ['api'] });
});

it.each<[readonly string[], string, boolean]>([
  [['api'], 'api', true],
  [['api'], 'api2', false],
  [['*'], 'anything', true],
  [['toString'], 'valueOf', false],
])('a key for %j may use %s: %s', (profiles, profile, isAllowed) => {
  const caller: Caller = { keyId: 'k', name: 'k', profiles };
  expect(mayUse(caller, profile)).toBe(isAllowed);
});
