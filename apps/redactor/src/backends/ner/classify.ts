import { z } from 'zod';
import type { TypeMapping } from '../foreign-types.ts';
import { aggregate, mergeWindows, type NamedSpan } from './aggregate.ts';
import { readLabel } from './labels.ts';
import { placeTokens } from './place-tokens.ts';
import { type Stretch, windowsOf } from './windows.ts';

/** What the package answers for one text where no label is ignored; `start` and `end` are not in it. */
const rawTokens = z.array(
  z.object({ entity: z.string(), score: z.number().min(0).max(1), word: z.string() }),
);

/** A text goes to the model; what comes back is not believed before it is checked. */
export type RunModel = (text: string) => Promise<unknown>;

/** Windows this short are taken as they come: no model cuts them off. */
const leastSize = 40;

/** The model's answer is no list of tokens with labels and scores. */
export class BadTokens extends Error {}

/**
 * The names that a token classifier finds in a text of any length. The text is looked at in windows that overlap; where
 * the package cut a window off at the model's limit, which it does in silence, the window is looked at in halves. Throws
 * `BadTokens`, and what `onWindow` throws, which is called before each window.
 */
export const classify = async (
  text: string,
  run: RunModel,
  { mapping, onWindow }: { mapping: TypeMapping; onWindow: () => void },
): Promise<NamedSpan[]> => {
  const spans: NamedSpan[] = [];
  const open: Stretch[] = windowsOf(text, { start: 0, end: text.length }).reverse();
  for (let window = open.pop(); window !== undefined; window = open.pop()) {
    onWindow();
    const { start, end } = window;
    const part = text.slice(start, end);
    const read = rawTokens.safeParse(await run(part));
    if (!read.success) throw new BadTokens();
    const { places, isCutOff } = placeTokens(
      part,
      read.data.map(({ word }) => word),
    );
    if (isCutOff && end - start > leastSize) {
      const size = Math.max(leastSize, Math.ceil((end - start) * 0.6));
      open.push(...windowsOf(text, window, size).reverse());
      continue;
    }
    const tokens = read.data.map(({ entity, score }, at) => ({
      ...places[at]!,
      label: readLabel(entity, mapping),
      score,
    }));
    for (const span of aggregate(part, tokens)) {
      spans.push({ ...span, start: span.start + start, end: span.end + start });
    }
  }
  return mergeWindows(spans);
};
