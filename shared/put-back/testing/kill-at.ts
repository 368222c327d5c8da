import { Killed, type OnEffect } from './memory-world.ts';

/** Ends the process at an effect, and every later one: it is dead. */
export function killAt(
  at: number,
  moment: 'before' | 'after',
): { readonly onEffect: OnEffect; readonly killedAt: () => string } {
  let effects = 0;
  let killed = '';
  const onEffect: OnEffect = (now, effect) => {
    if (now === 'before') effects++;
    if (killed === '' && effects === at && now === moment) killed = effect;
    if (killed !== '') throw new Killed(effect);
  };
  return { onEffect, killedAt: () => killed };
}
