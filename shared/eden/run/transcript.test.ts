import { createTranscript } from './transcript.ts';

it('tells what happens side by side one after another, at once where it can', () => {
  const told: string[] = [];
  const transcript = createTranscript(['a', 'b', 'c'], (line) => told.push(line));
  transcript.say('b', 'b1');
  transcript.say('a', 'a1');
  expect(told).toEqual(['a1']);
  transcript.end('b');
  transcript.say('c', 'c1');
  transcript.end('a');
  expect(told).toEqual(['a1', 'b1', 'c1']);
  transcript.endAll();
  expect(told).toEqual(['a1', 'b1', 'c1']);
});
