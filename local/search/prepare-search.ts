import { createIndexTemplate } from '../../shared/search/index-template.ts';
import { installTemplate } from '../../shared/search/install-template.ts';
import { createSearchClient } from '../../shared/search/search-client.ts';
import { LocalStackError } from '../stack/local-stack-error.ts';
import { PREFIX } from './search-config.ts';

const FIELDS = { logType: 'log_type', logId: 'log_id', time: 'time' };

/** Installs the index template, before the first log arrives. @throws LocalStackError with the engine's message */
export async function prepareSearch(url: string): Promise<void> {
  const call = createSearchClient({ url, auth: { type: 'none' }, timeoutMs: 30_000 });
  const result = await installTemplate(call, createIndexTemplate({ prefix: PREFIX, fields: FIELDS, replicas: 0 }));
  if (result.status === 'failed') throw new LocalStackError(result.error);
}
