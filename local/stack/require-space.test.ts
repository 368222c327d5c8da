import { tmpdir } from 'node:os';
import { requireSpace } from './require-space.ts';

const ALL_OF_IT = 2 ** 40;

it('names the folder, what is free and what is needed', async () => {
  await expect(requireSpace(tmpdir(), ALL_OF_IT)).rejects.toThrow(
    new RegExp(`^the disk is full: ${tmpdir()} has \\d+ MiB free, and the local AWS needs ${ALL_OF_IT}\\. Make room`),
  );
});

it('takes a disk with room', async () => {
  expect(await requireSpace(tmpdir(), 0)).toBeUndefined();
});

it('refuses a folder that cannot be written to', async () => {
  await expect(requireSpace('/nosuch/folder')).rejects.toThrow(
    /^the temporary folder cannot be written to: ENOENT: .*'\/nosuch\/folder'\. Name another folder in TMPDIR$/,
  );
});
