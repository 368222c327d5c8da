import { useEffect, useReducer } from 'preact/hooks';
import { connect } from './connect.ts';
import { type Followed, followed, type Happened, NOTHING_FOLLOWED } from './followed.ts';

/** All that the server says, kept current as long as the page is shown. */
export function useFollowed(): Followed {
  const [known, tell] = useReducer(
    (before: Followed, happened: Happened) => followed(before, happened, performance.now()),
    NOTHING_FOLLOWED,
  );
  useEffect(() => connect(tell), []);
  return known;
}
