/** The forms in which lines can be sent. */
export const FORMS = ['plain', 'cloudwatch', 'kpl'] as const;

export type Form = (typeof FORMS)[number];
