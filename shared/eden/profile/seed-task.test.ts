import { parseSeedTask } from './seed-task.ts';

it.each([
  ['{"command": ["npm", "run", "seed"]}', { command: ['npm', 'run', 'seed'] }],
  ['{"command": ["a b", ""], "container": "api"}', { command: ['a b', ''], container: 'api' }],
  ['{"command": []}', undefined],
  ['{"command": "npm run seed"}', undefined],
  ['{"command": ["x", 1]}', undefined],
  ['{"command": ["x"], "container": ""}', undefined],
  ['{"command": ["x"], "containers": "api"}', undefined],
  ['{"container": "api"}', undefined],
  ['npm run seed', undefined],
  ['[]', undefined],
])('%s', (text, expected) => {
  expect(parseSeedTask(text)).toEqual(expected);
});
