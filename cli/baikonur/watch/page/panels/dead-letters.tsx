import { useState } from 'preact/hooks';
import { printable } from '../../../../../shared/log/printable.ts';
import type { DeadLetterGroups, DeadLetterGroupView, DeadLetterRequest } from '../../page-requests.ts';
import { At, Since } from '../follow/clock.tsx';
import { formatCount } from '../format/quantity.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import type { DeadLetterReading } from './use-dead-letters.ts';

interface DeadLettersProps {
  readonly reading: DeadLetterReading;
  readonly open: (one: DeadLetterRequest, all?: readonly DeadLetterRequest[]) => void;
}

/** The dead letters of the last 24 hours in groups; one opens to its newest ones and the command that puts it back. */
export function DeadLetters({ reading, open }: DeadLettersProps) {
  const { asked, groups, readAgain } = reading;
  const again = (
    <>
      {groups !== undefined && (
        <span class="muted small">
          read at <At iso={groups.at} />
        </span>
      )}
      <button type="button" class="button" onClick={readAgain} disabled={asked.status === 'asking'}>
        <Icon name="again" />
        Read again
      </button>
    </>
  );
  return (
    <Panel id="dead-letters" title="Dead letters of the last 24 hours" aside={again}>
      {asked.status === 'asking' && groups === undefined && <p class="muted">Reading them …</p>}
      {asked.status === 'refused' && <p class="tone-rejects">They could not be read: {printable(asked.error)}</p>}
      {groups !== undefined && <Groups groups={groups} open={open} />}
    </Panel>
  );
}

function Groups({ groups, open }: { readonly groups: DeadLetterGroups; readonly open: DeadLettersProps['open'] }) {
  return (
    <>
      {groups.groups.length === 0 && <p class="muted">There is none.</p>}
      <ul class="groups">
        {groups.groups.map((group) => (
          <Group key={group.id} group={group} open={open} />
        ))}
      </ul>
      {groups.notRead.map((sentence) => (
        <p key={sentence} class="muted small">
          {printable(sentence)}
        </p>
      ))}
    </>
  );
}

function Group({ group, open }: { readonly group: DeadLetterGroupView; readonly open: DeadLettersProps['open'] }) {
  const [isOpen, setIsOpen] = useState(false);
  const { function: name, target, reason, logType, error, count, newest, redrive } = group;
  const { letters: deadLetters } = group;
  const [first] = deadLetters;
  return (
    <li class="group">
      <button type="button" class="group-head" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <Icon name="open" />
        <span class="group-count">{formatCount(count)}</span>
        <span class="group-words">
          <span class="cut">
            <strong>{printable(reason)}</strong> {printable(name)}
            {target !== undefined && ` → ${printable(target)}`}
            <span class="muted"> {logType === undefined ? 'type not known' : printable(logType)}</span>
          </span>
          <span class="group-error muted">{printable(error)}</span>
        </span>
        <span class="muted small">
          <Since iso={newest} /> ago
        </span>
      </button>
      {isOpen && (
        <div class="group-body">
          {first !== undefined && (
            <button type="button" class="button" onClick={() => open(first, deadLetters)}>
              <Icon name="file" />
              Open the newest
            </button>
          )}
          <p class="small muted">Shows its plan first, and puts nothing back without --run:</p>
          <CommandLine command={redrive} what="the command that puts the group back" />
        </div>
      )}
    </li>
  );
}
