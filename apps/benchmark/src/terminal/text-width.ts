/** Code points that take two columns: East Asian wide and full-width forms (UAX #11, simplified), and emoji. */
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\uFE0F/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** Controls, and the marks that reverse a line: a model's answer must not move the cursor or hide what it says. */
const unsafe = /[\s\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

const columnsOfCluster = (cluster: string): number => {
  if (invisible.test(cluster)) return 0;
  return wide.test(cluster) ? 2 : 1;
};

const clustersOf = (text: string): string[] => [...clusters.segment(text)].map(({ segment }) => segment);

/** Columns that a text without controls takes on a terminal; what a reader sees as one character counts once. */
export const columnsOf = (text: string): number =>
  clustersOf(text).reduce((sum, cluster) => sum + columnsOfCluster(cluster), 0);

/** Foreign text as one harmless line: no control characters, no escape sequences, single spaces. */
export const oneLine = (text: string): string => text.replace(unsafe, ' ').trim();

/** Controls other than line ends and tabs, and the marks that reverse a line. */
const unsafeInLines = /(?![\n\t])[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Foreign text of many lines without escape sequences: what would move the cursor or hide text becomes `·`. */
export const harmless = (text: string): string => text.replace(/\r\n/g, '\n').replace(unsafeInLines, '·');

/** The text cut to `most` columns, with an ellipsis where something was cut. */
export const truncate = (text: string, most: number): string => {
  if (columnsOf(text) <= most) return text;
  let taken = '';
  let columns = 0;
  for (const cluster of clustersOf(text)) {
    columns += columnsOfCluster(cluster);
    if (columns > most - 1) break;
    taken += cluster;
  }
  return `${taken}…`;
};

/** The text with spaces behind it up to `width` columns. */
export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - columnsOf(text)));
