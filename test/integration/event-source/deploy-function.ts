import { crc32 } from 'node:zlib';
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';

/** A function of one CommonJS file that exports `handler`, and its mapping. */
interface FunctionToDeploy {
  readonly name: string;
  readonly code: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly mapping: Omit<CreateEventSourceMappingCommandInput, 'FunctionName'>;
}

/**
 * Deploys a function with its mapping, disabled as the templates deploy theirs at the stage `local`.
 * @returns a function that removes the mapping.
 */
export async function deployFunction(
  lambda: LambdaClient,
  { name, code, variables, mapping }: FunctionToDeploy,
): Promise<() => Promise<void>> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/scripted',
      Handler: 'index.handler',
      Code: { ZipFile: zip('index.js', code) },
      Environment: { Variables: { ...variables } },
      Timeout: 30,
    }),
  );
  const created = await lambda.send(
    new CreateEventSourceMappingCommand({ ...mapping, FunctionName: name, Enabled: false }),
  );
  return async () => {
    await lambda.send(new DeleteEventSourceMappingCommand({ UUID: created.UUID }));
  };
}

/** A zip file of one stored (uncompressed) entry. @see APPNOTE.TXT 4.3 */
function zip(name: string, text: string): Buffer {
  const [path, data] = [Buffer.from(name), Buffer.from(text)];
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, path, data]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), fields, Buffer.alloc(14), path]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}
