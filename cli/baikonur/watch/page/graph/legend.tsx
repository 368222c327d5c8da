import type { FlowState } from '../../view.ts';
import { OUTCOMES, STATES } from '../format/words.ts';
import { StateWord } from '../parts/state-word.tsx';

/** The states that can be seen, in the order of their words. */
const SHOWN: readonly FlowState[] = ['flows', 'quiet', 'waits', 'rejects', 'stopped', 'missing', 'unknown'];

/** The meaning of words, colours and bars. Closed at first: the words are beside the colours everywhere. */
export function Legend() {
  return (
    <details class="legend">
      <summary>What the words and colours mean</summary>
      <dl>
        {SHOWN.map((state) => (
          <div key={state}>
            <dt>
              <StateWord state={state} />
            </dt>
            <dd>{STATES[state].meaning}</dd>
          </div>
        ))}
        {OUTCOMES.map(({ key, word, meaning }) => (
          <div key={key}>
            <dt>
              <span class="bar sample">
                <span class={`part ${key}`} />
              </span>
              {word}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
        <div>
          <dt>23 h left</dt>
          <dd>until the logs that wait begin to become dead letters</dd>
        </div>
        <div>
          <dt>12/s · 3 s</dt>
          <dd>logs a second, and the age of the oldest log that waits</dd>
        </div>
      </dl>
    </details>
  );
}
