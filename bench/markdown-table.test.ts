import { table } from './markdown-table.ts';

it('aligns columns of numbers to the right, and columns of words to the left', () => {
  const rows = [
    ['s3-sink', 'plain', '–', '**1.2**', '−3.0 %'],
    ['3', 'cwl', '1.15', '2', '+0.2 %'],
  ];
  expect(table(['work', 'batch', 'goal', 'ratio', 'bytes'], rows).split('\n')[1]).toBe(
    '| --- | --- | ---: | ---: | ---: |',
  );
});
