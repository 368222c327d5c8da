import type { ServiceManifest } from '../manifest.ts';
import { didYouMean, nearestName } from './nearest-name.ts';
import type { ReportProblem } from './problem.ts';
import { FILES, type Sections } from './sections.ts';

/**
 * Reports sinks of which there is no service. A mistyped one is read as the one that was meant, so that nothing follows
 * from it.
 */
export function readMeantSinks(
  services: readonly ServiceManifest[],
  sections: Sections,
  report: ReportProblem,
): Sections {
  const known = services.flatMap((service) => (service.trigger === 'stream' && service.isSink ? [service.name] : []));
  const given = sections.sinks.sinks;
  const free = known.filter((name) => given[name] === undefined);
  const meant = Object.entries(given).map(([name, sink]) => {
    if (known.includes(name)) return [name, sink] as const;
    report(FILES.sinks, ['sinks', name], `unknown sink${didYouMean(name, known)}; expected one of ${known.join(', ')}`);
    return [nearestName(name, free) ?? name, sink] as const;
  });
  return { ...sections, sinks: { ...sections.sinks, sinks: Object.fromEntries(meant) } };
}
