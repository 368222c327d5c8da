import type { InvokeFunction } from '../../shared/aws/invoke-function.ts';
import type { MoveObjects } from '../../shared/aws/move-object.ts';
import type { OpenObject } from '../../shared/aws/open-object.ts';
import type { VersionedObjects } from '../../shared/aws/versioned-objects.ts';

/** AWS as a unit of work needs it. */
export interface WorkPorts extends MoveObjects {
  readonly openObject: OpenObject;
  readonly versioned: VersionedObjects;
  readonly invoke: InvokeFunction;
}
