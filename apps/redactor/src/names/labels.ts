/** The types of names that the tagger knows, in the order of its labels. */
export const nameTypes = ['PERSON', 'LOCATION', 'ORGANIZATION'] as const;

export type NameType = (typeof nameTypes)[number];

/** Outside, then for each type its first word and its further ones (BIO). */
export const labelCount = 1 + 2 * nameTypes.length;

/** The label of the first word of a name; `first + 1` is that of the further ones. */
export const firstLabel = (type: number): number => 1 + 2 * type;

/** The type of a label; -1 for outside. */
export const typeOfLabel = (label: number): number => (label === 0 ? -1 : (label - 1) >> 1);

export const isInside = (label: number): boolean => label !== 0 && label % 2 === 0;

/** Whether a label may stand behind another: a further word only behind a word of the same type. */
export const mayFollow = (previous: number, label: number): boolean =>
  !isInside(label) || (previous !== 0 && typeOfLabel(previous) === typeOfLabel(label));
