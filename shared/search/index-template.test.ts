import { createIndexTemplate, type TemplateOptions } from './index-template.ts';

const OPTIONS: TemplateOptions = { prefix: 'logs', fields: { logType: 'log_type', logId: 'log_id', time: 'time' } };

function fingerprint(more: Partial<TemplateOptions> = {}): string {
  return createIndexTemplate({ ...OPTIONS, ...more }).body._meta.baikonur;
}

describe('createIndexTemplate', () => {
  it('is for the indices of the prefix', () => {
    const { name, body } = createIndexTemplate(OPTIONS);
    expect(name).toBe('baikonur-logs');
    expect(body['index_patterns']).toEqual(['logs-*']);
  });

  it('has the same fingerprint for the same options, and another one for others', () => {
    const all = [fingerprint(), fingerprint({ prefix: 'x' }), fingerprint({ maxFields: 2_000 })];
    const more = [fingerprint({ shards: 2 }), fingerprint({ replicas: 0 })];
    expect(fingerprint()).toBe(fingerprint());
    expect(new Set([...all, ...more]).size).toBe(5);
  });

  it('leaves the number of replicas to the engine unless it is given', () => {
    const settingsOf = (more: Partial<TemplateOptions>) =>
      JSON.stringify(createIndexTemplate({ ...OPTIONS, ...more }).body);
    expect(settingsOf({})).not.toContain('number_of_replicas');
    expect(settingsOf({ replicas: 0 })).toContain('"index.number_of_replicas":0');
  });
});
