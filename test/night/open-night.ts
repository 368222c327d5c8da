import { openPrivateProject } from '../first-minutes/private-project.ts';
import { type Night, playNight } from './play-night.ts';

/** Plays the night in a copy of the project, on a local AWS of its own. No process and no file is left. */
export async function openNight(): Promise<Night> {
  const project = await openPrivateProject();
  try {
    const { code, output } = await project.run(['local/main.ts', 'up']);
    if (code !== 0) throw new Error(output);
    return await playNight(project);
  } finally {
    await project.run(['local/main.ts', 'down']);
    await project.remove();
  }
}
