import type { Variables } from '../manifest.ts';
import type { Sections } from './sections.ts';

type TextVariables = Readonly<Record<string, string>>;

/** Places of config/ in which variables stand, beside the function's own file. */
type Places = Pick<Sections, 'service' | 'stage'>;

/** es-sink's name in the stage file. */
export const SEARCH_SINK_ID = 'es-sink-sink';
/** es-cleaner's name in the stage file. */
export const CLEANER_ID = 'es-cleaner-clean';

/** What es-cleaner takes over from es-sink: the same engine, the same indices. */
const SEARCH_VARIABLES = ['ES_HOST', 'ES_AUTH', 'ES_BASIC_SECRET', 'ES_DOMAIN', 'ES_TIMEOUT_MS', 'INDEX_NAME_PREFIX'];

/**
 * What config/ gives a stream function: of all services, of the stage, its own, of the stage's functions.
 * @param id `<service>-<key>`, its name in the stage file.
 */
export function givenVariables({ service, stage }: Places, id: string, own: Variables): TextVariables {
  return {
    ...asText(service.environment),
    ...asText(stage.environment),
    ...asText(own),
    ...asText(stage.functions.default.environment),
    ...asText(stage.functions[id]?.environment ?? {}),
  };
}

function asText(variables: Variables): TextVariables {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}

/** What config/ gives es-cleaner: es-sink's engine, its own. */
export function cleanerVariables({ sinks, stage }: Pick<Sections, 'sinks' | 'stage'>): TextVariables {
  const ofSink = { ...sinks.sinks['es-sink']?.environment, ...stage.functions[SEARCH_SINK_ID]?.environment };
  const shared = Object.fromEntries(Object.entries(ofSink).filter(([name]) => SEARCH_VARIABLES.includes(name)));
  return {
    ...asText(shared),
    ...asText(sinks.cleaner?.environment ?? {}),
    ...asText(stage.functions[CLEANER_ID]?.environment ?? {}),
  };
}
