import type { ConfigTexts } from '../../../shared/deploy/topology/sections.ts';
import type { CompiledResource } from '../package-services.ts';

/** A configuration of which templates are made. */
export interface Variant {
  readonly name: string;
  readonly texts: ConfigTexts;
  readonly stage: string;
  /** Default: all. */
  readonly services?: readonly string[];
}

/** The template of a service in a variant. */
export interface MadeTemplate {
  readonly variant: string;
  readonly region: string;
  readonly service: string;
  readonly template: { readonly Resources: Readonly<Record<string, CompiledResource>> };
}
