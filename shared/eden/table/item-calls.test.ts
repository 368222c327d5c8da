import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startScriptedServer } from '../../aws/testing/scripted-server.ts';
import { boundTo } from '../aws/call.ts';
import { createItemPorts } from './item-calls.ts';

it.each(['123456789012345678.5', '1E+125', '9007199254740993'])(
  'an item with the number %s, which someone else wrote, is listed, and so are the others',
  async (N) => {
    const key = (name: string) => ({ type: { S: 'api' }, name: { S: name } });
    const Items = [
      { ...key('a'), last_updated: { N }, x: { N }, journal: { M: { rule: { N } } } },
      { ...key('b'), endpoint: { S: 'b.example.com' } },
    ];
    const server = await startScriptedServer([{ answer: 200, body: JSON.stringify({ Items, Count: 2 }) }]);
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = new DynamoDBClient({ endpoint: server.endpoint, region: 'us-east-1', credentials });
    try {
      const items = await createItemPorts(client, 'eden', boundTo()).scanEnvironments();
      expect(items).toMatchObject([{ name: 'a' }, { name: 'b', endpoint: 'b.example.com' }]);
      expect(() => JSON.stringify(items)).not.toThrow();
    } finally {
      client.destroy();
      await server.close();
    }
  },
);
