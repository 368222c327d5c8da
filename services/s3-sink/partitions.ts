import type { KeyLayout } from './layouts.ts';

/** The folders of a layout as partitions of Athena. @see the deployment's `athena-resources.ts` */
interface Partitions {
  /** The folder, with `<log_type>`, `<day>` and perhaps `<hour>` in the places of the values. */
  readonly folder: string;
  /** Form of a day, as Java's DateTimeFormatter has it. */
  readonly dayFormat: string;
  readonly dayExample: string;
  /** Days before are not found. */
  readonly firstDay: string;
  readonly hasHour: boolean;
}

/** By layout. */
export const PARTITIONS: Readonly<Record<KeyLayout, Partitions>> = {
  baikonur: {
    folder: '<log_type>/<day>',
    dayFormat: 'yyyy-MM/dd',
    dayExample: '2026-11/22',
    firstDay: '2020-01/01',
    hasHour: false,
  },
  hive: {
    folder: 'log_type=<log_type>/dt=<day>/hour=<hour>',
    dayFormat: 'yyyy-MM-dd',
    dayExample: '2026-11-22',
    firstDay: '2020-01-01',
    hasHour: true,
  },
};
