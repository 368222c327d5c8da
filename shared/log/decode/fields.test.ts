import { createFieldReader } from './fields.ts';
import { pickedValue } from './picked-value.ts';
import { createFieldScanner } from './scan-fields.ts';

const NAMES = { logType: 'log_type', logId: 'log_id', time: 'time' };

describe('a picked value, which lives as long as its log', () => {
  it('is that there is one, of an object or an array', () => {
    const read = createFieldReader(NAMES, ['object', 'list', 'null', 'absent', 'text', 'a.b', 'a'], pickedValue);
    const root = JSON.parse('{"object":{"x":1},"list":[1],"null":null,"text":"t","a":{"b":false}}');
    expect(read(root).picked).toEqual([null, null, null, undefined, 't', false, null]);
  });

  it.each(['a', 'é', '鍵', '😀'])('is the beginning of a text of %s, read either way', (char) => {
    const scan = createFieldScanner(NAMES, ['level']);
    const read = createFieldReader(NAMES, ['level'], pickedValue);
    for (const length of [1, 255, 256, 257, 258, 1_000, 100_000]) {
      const level = char.repeat(Math.ceil(length / char.length)).slice(0, length - (length % char.length));
      const expected = level.length <= 256 ? level : level.slice(0, 257);
      const data = Buffer.from(JSON.stringify({ log_type: 'app', log_id: 'a', time: 'now', level }));
      expect(read(JSON.parse(data.toString())).picked).toEqual([expected]);
      expect(scan?.(data)?.picked).toEqual([expected]);
    }
  });
});
