import { givenVariables } from '../given-variables.ts';
import type { ReportProblem } from '../problem.ts';
import { FILES, type Sections } from '../sections.ts';

/** fluent-sink: variables that must be there, or must not be there alone. A cold start would refuse them as well. */
export function checkFluent(sections: Sections, report: ReportProblem): void {
  const sink = sections.sinks.sinks['fluent-sink'];
  if (sink === undefined) return;
  const given = givenVariables(sections, 'fluent-sink-sink', sink.environment);
  const has = (name: string): boolean => given[name] !== undefined;
  const expect = (isSo: boolean, message: string): void => {
    if (!isSo) report(FILES.sinks, ['sinks', 'fluent-sink', 'environment'], message);
  };
  for (const name of ['LOG_FLUENT_SINK_ENDPOINT', 'LOG_FLUENT_TAG']) expect(has(name), `${name} is required`);
  expect(
    has('FLUENT_USERNAME') === has('FLUENT_PASSWORD'),
    'FLUENT_USERNAME, FLUENT_PASSWORD: only one of them is set',
  );
  expect(
    !has('FLUENT_USERNAME') || has('FLUENT_SHARED_KEY'),
    'FLUENT_USERNAME needs FLUENT_SHARED_KEY: the protocol asks for a user only after a shared key',
  );
  expect(
    given['FLUENT_TLS'] === 'true' || !(has('FLUENT_TLS_CA') || has('FLUENT_TLS_SERVER_NAME')),
    'FLUENT_TLS_CA and FLUENT_TLS_SERVER_NAME need FLUENT_TLS to be true',
  );
}
