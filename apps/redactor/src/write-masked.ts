import { findPlaceholders, placeholderOf, type VaultEntry } from '@rollcall/vault';
import type { Plan, PlannedValue } from './mask-plan.ts';
import { keyOf } from './number-values.ts';
import { obscure } from './obscure.ts';

export type Written = {
  texts: string[];
  entries: VaultEntry[];
  /**
   * Placeholders that stand where none was written, and that would be restored: the text's own characters
   * beside a masked value read as one. With these among the taken ones the next try is free of them.
   */
  collisions: string[];
};

/** A placeholder that was written: where in the masked text, and for what. */
type Place = { start: number; placeholder: string; value: PlannedValue };

/** The texts of a plan with every finding replaced. `numbers` are by `keyOf`; `hashKey` is the collection's. */
export const writeMasked = (plan: Plan, numbers: ReadonlyMap<string, number>, hashKey: Buffer): Written => {
  const parts = plan.texts.map((text, part) => writeText(text, plan.found[part]!, plan, numbers, hashKey));
  const entries = entriesOf(parts);
  const types = new Set(Array.from(entries.values(), ({ type }) => type));
  const stray = parts.flatMap(({ masked, places }) => {
    const written = new Map(places.map(({ start, placeholder }) => [start, placeholder]));
    return findPlaceholders(masked, types, (placeholder) => entries.get(placeholder))
      .filter(({ start, placeholder }) => written.get(start) !== placeholder)
      .map(({ placeholder }) => placeholder);
  });
  return {
    texts: parts.map(({ masked }) => masked),
    entries: [...entries.values()],
    collisions: stray.some((placeholder) => entries.has(placeholder)) ? stray : [],
  };
};

type WrittenText = { masked: string; places: Place[] };

const writeText = (
  text: string,
  found: readonly PlannedValue[],
  { operatorOf }: Plan,
  numbers: ReadonlyMap<string, number>,
  key: Buffer,
): WrittenText => {
  const places: Place[] = [];
  let masked = '';
  let read = 0;
  for (const value of found) {
    masked += text.slice(read, value.start);
    read = value.end;
    const operator = operatorOf(value.entity);
    if (operator.type === 'placeholder') {
      const placeholder = placeholderOf(value.entity, numbers.get(keyOf(value))!);
      places.push({ start: masked.length, placeholder, value });
      masked += placeholder;
    } else {
      masked += obscure(operator, { ...value, key });
    }
  }
  return { masked: masked + text.slice(read), places };
};

/** What each placeholder stands for, with the document's own marks beside it. */
const entriesOf = (parts: readonly WrittenText[]): Map<string, VaultEntry> => {
  const entries = new Map<string, VaultEntry>();
  for (const { masked, places } of parts) {
    for (const { start, placeholder, value } of places) {
      const before = masked[start - 1];
      const pair = before === '<' && masked[start + placeholder.length] === '>';
      const mark = pair || before === '\\' ? before : '';
      const beside = [...new Set(`${entries.get(placeholder)?.beside ?? ''}${mark}`)].join('');
      const { entity: type, original } = value;
      entries.set(placeholder, { placeholder, type, original, ...(beside === '' ? {} : { beside }) });
    }
  }
  return entries;
};
