import { Fragment } from 'preact';
import { printable } from '../../../../../shared/log/printable.ts';

/** Names of AWS have these between their words. */
const BEHIND_SEPARATOR = /(?<=[/._:>-])/;

/** A name that breaks between its words, where it has to: `/baikonur/dev/` `web`. */
export function Name({ name }: { readonly name: string }) {
  return (
    <>
      {printable(name)
        .split(BEHIND_SEPARATOR)
        .map((part, index) => (
          <Fragment key={`${index} ${part}`}>
            {part}
            <wbr />
          </Fragment>
        ))}
    </>
  );
}
