import { exported } from '@rollcall/telemetry';
import { z } from 'zod';

/** A typed value of OTLP's JSON form; kinds that are not stored (maps, bytes) pass as an empty one. */
const scalar = z.object({
  stringValue: z.string().optional(),
  boolValue: z.boolean().optional(),
  /** int64 in proto3's JSON form is a string; exporters also send numbers. */
  intValue: z.union([z.string().regex(/^-?\d{1,19}$/), z.int()]).optional(),
  /** `"NaN"` and `"Infinity"` are strings there; they have no place in JSON and are not stored. */
  doubleValue: z.union([z.number(), z.string()]).optional(),
});

const anyValue = scalar.extend({ arrayValue: z.object({ values: z.array(scalar).optional() }).optional() });

export const keyValues = z.array(z.object({ key: z.string(), value: anyValue.optional() }));

type Scalar = z.infer<typeof scalar>;
type AnyValue = z.infer<typeof anyValue>;
export type KeyValues = z.infer<typeof keyValues>;

export type StoredValue = string | number | boolean | (string | number | boolean)[];
export type StoredAttributes = Record<string, StoredValue>;

const longestValue = 512;
const longestArray = 32;

/** A text that jsonb takes: no NUL, no lone surrogate; cut at `longest` UTF-16 units. */
export const storable = (text: string, longest = longestValue): string =>
  text.slice(0, longest).replaceAll('\0', '').toWellFormed();

const scalarOf = (value: Scalar): string | number | boolean | undefined => {
  if (value.stringValue !== undefined) return storable(value.stringValue);
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) {
    const number = Number(value.intValue);
    return Number.isSafeInteger(number) ? number : String(value.intValue);
  }
  return typeof value.doubleValue === 'number' ? value.doubleValue : undefined;
};

const storedValueOf = (value: AnyValue): StoredValue | undefined =>
  value.arrayValue?.values
    ?.slice(0, longestArray)
    .map(scalarOf)
    .filter((item) => item !== undefined) ?? scalarOf(value);

/**
 * The attributes that are kept: those that `@rollcall/telemetry` lists and nothing else, whoever sent
 * them. The senders drop the rest themselves; this is the second lock on the same door.
 */
export const listedAttributes = (given: KeyValues): StoredAttributes => {
  const kept: StoredAttributes = {};
  for (const { key, value } of given) {
    if (!exported.has(key) || value === undefined) continue;
    const stored = storedValueOf(value);
    if (stored !== undefined) kept[key] = stored;
  }
  return kept;
};

/** A resource's `service.name`, by which the console colours spans. */
export const serviceNameOf = (resource: KeyValues): string =>
  storable(resource.find(({ key }) => key === 'service.name')?.value?.stringValue ?? 'unknown', 100);
