import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** How long the button says that it copied, in ms. */
const SAID_MS = 2_500;

type Said = 'nothing' | 'copied' | 'refused';

const WORDS: Readonly<Record<Said, string>> = {
  nothing: 'Copy',
  copied: 'Copied',
  refused: 'Copy it by hand: the browser refused',
};

/** A command of the terminal, with a button that copies it. */
export function CommandLine({ command, what }: { readonly command: string; readonly what: string }) {
  return (
    <div class="command">
      <code>{command}</code>
      <CopyButton text={command} what={what} />
    </div>
  );
}

/** Puts a text on the clipboard. `what` names it for screen readers: `the redrive command`. */
function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [said, say] = useState<Said>('nothing');
  useEffect(() => {
    if (said === 'nothing') return undefined;
    const timer = setTimeout(() => say('nothing'), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => say('copied'),
      () => say('refused'),
    );
  };
  return (
    <button
      type="button"
      class="button copy"
      onClick={copy}
      aria-label={`${WORDS[said]} ${said === 'refused' ? '' : what}`.trim()}
    >
      <Icon name={said === 'copied' ? 'done' : 'copy'} />
      <span aria-live="polite">{WORDS[said]}</span>
    </button>
  );
}
