import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { apiReport } from './build/api-report.ts';
import { buildPackage } from './build/build-package.ts';
import { LIBRARY } from './build/entry-points.ts';
import { measureSizes, SIZE_LIMITS } from './build/sizes.ts';

const API = join(LIBRARY, 'API.md');

const program = new Command('library').description('Builds and measures the package of the library.');

program
  .command('build')
  .description('writes dist, as `npm pack` does')
  .option('--folder <path>', 'the folder of the package', LIBRARY)
  .action(({ folder }: { folder: string }) => buildPackage(folder));

program
  .command('api')
  .description('compares the API with API.md')
  .option('--write', 'writes API.md')
  .action(({ write }: { write?: boolean }) => {
    buildPackage(LIBRARY);
    const report = apiReport(LIBRARY);
    if (write) writeFileSync(API, report);
    else if (report !== readFileSync(API, 'utf8')) program.error('the API is not that of API.md: --write writes it');
  });

program
  .command('sizes')
  .description('prints the bytes of each entry point, bundled and minified')
  .action(async () => {
    buildPackage(LIBRARY);
    const sizes = await measureSizes(LIBRARY);
    for (const [name, limit] of Object.entries(SIZE_LIMITS)) console.log(`${name} ${sizes[name]} of ${limit}`);
  });

await program.parseAsync();
