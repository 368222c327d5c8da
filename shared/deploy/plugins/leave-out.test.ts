import { join } from 'node:path';

/** The framework as far as the plugin looks at it. */
interface Framework {
  readonly configurationInput: object;
}

/** The plugin is CommonJS without types: what it takes is written here. */
const LeaveOut = jest.requireActual<new (framework: Framework) => object>(join(__dirname, 'leave-out.cjs'));
const NOTHING = { functions: [], resources: [], paths: [] };

function leaveOut(unused: object, file: object = {}): object {
  const configurationInput = {
    custom: { app: { unused: { ...NOTHING, ...unused } } },
    functions: {
      api: { vpc: null, events: [{ http: { path: 'a' } }, { http: { path: 'b' } }, { schedule: 'rate(1 day)' }] },
      reaper: { events: [] },
    },
    resources: [{ Resources: { Table: { Properties: { Key: null, Name: 'n' } }, Queue: {} } }],
    provider: { apiGateway: { usagePlan: { quota: null } } },
    ...file,
  };
  new LeaveOut({ configurationInput });
  const { custom: _, ...left } = configurationInput;
  return left;
}

it('leaves what is used, and what is null out', () => {
  expect(leaveOut({})).toEqual({
    functions: {
      api: { events: [{ http: { path: 'a' } }, { http: { path: 'b' } }, { schedule: 'rate(1 day)' }] },
      reaper: { events: [] },
    },
    resources: [{ Resources: { Table: { Properties: { Name: 'n' } }, Queue: {} } }],
    provider: { apiGateway: { usagePlan: {} } },
  });
});

it.each([
  [{ functions: ['reaper'] }, { functions: { api: expect.anything() } }],
  [{ functions: ['*'] }, { functions: {} }],
  [{ resources: ['Queue'] }, { resources: [{ Resources: { Table: { Properties: { Name: 'n' } } } }] }],
  [{ resources: ['*'] }, { resources: [{ Resources: {} }] }],
  [
    { paths: ['a'] },
    { functions: { api: { events: [{ http: { path: 'b' } }, { schedule: 'rate(1 day)' }] }, reaper: { events: [] } } },
  ],
])('%j: that is left out, and nothing else', (unused, changed) => {
  expect(leaveOut(unused)).toEqual({ ...leaveOut({}), ...changed });
});

it('takes resources that are one block', () => {
  expect(leaveOut({ resources: ['A'] }, { resources: { Resources: { A: {}, B: {} } } })).toMatchObject({
    resources: { Resources: { B: {} } },
  });
});

it('leaves a file alone whose service is not of this project', () => {
  const configurationInput = { functions: { a: null } };
  new LeaveOut({ configurationInput });
  expect(configurationInput).toEqual({ functions: { a: null } });
});
