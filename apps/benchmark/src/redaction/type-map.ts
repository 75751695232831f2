import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import type { TypedSpan } from './annotated-texts.ts';

/** What a type counts as, by its name; null: it is left out as if it were not there. */
export type TypeMap = Readonly<Record<string, string | null>>;

/** Of both sides: what is marked in the file, and what the service finds. */
export type TypeMaps = { expected: TypeMap; found: TypeMap };

const typeMap = z.record(z.string(), z.string().min(1).nullable());
const mapFile = z.union([z.strictObject({ expected: typeMap, found: typeMap }), typeMap]);

/** Names of one and the same thing: ours, Presidio's, those of the usual data sets. */
const synonyms: readonly (readonly string[])[] = [
  ['PERSON', 'PER', 'NAME'],
  ['ORGANIZATION', 'ORG', 'COMPANY'],
  ['PHONE_NUMBER', 'PHONE'],
  ['EMAIL_ADDRESS', 'EMAIL'],
  ['USERNAME', 'USER_NAME'],
  ['MEDICAL_RECORD', 'MEDICAL_RECORD_NUMBER', 'MEDICAL_ID'],
  ['NATIONAL_ID', 'ID_CARD', 'IDCARDNUM'],
];

/** What a type is a kind of: a postcode is a place, and not every place is a postcode. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  DATE_TIME: ['DATE', 'TIME', 'DATE_OF_BIRTH'],
  LOCATION: ['ADDRESS', 'STREET_ADDRESS', 'GPE', 'UK_POSTCODE', 'POSTCODE', 'ZIP_CODE'],
  URL: ['DOMAIN_NAME'],
  SECRET: ['API_KEY', 'PASSWORD', 'TOKEN', 'SECURITYTOKEN'],
  MEDICAL_RECORD: ['UK_NHS', 'MEDICAL_LICENSE'],
  DRIVER_LICENSE: ['US_DRIVER_LICENSE', 'UK_DRIVING_LICENCE', 'IT_DRIVER_LICENSE'],
  PASSPORT: ['US_PASSPORT', 'UK_PASSPORT', 'IN_PASSPORT', 'IT_PASSPORT'],
  BANK_ACCOUNT: ['US_BANK_NUMBER'],
  LICENSE_PLATE: ['IN_VEHICLE_REGISTRATION', 'UK_VEHICLE_REGISTRATION'],
  TAX_ID: ['US_ITIN', 'US_EIN', 'AU_TFN', 'IT_FISCAL_CODE', 'ES_NIF', 'UK_UTR'],
  NATIONAL_ID: ['IT_IDENTITY_CARD', 'ES_NIE', 'PL_PESEL'],
};

/**
 * Reads `--map`: `{"<type>": "<counts as>" | null}` for both sides, or `{"expected": {...}, "found": {...}}`. Throws
 * `dataset.not_found` and `dataset.invalid`.
 */
export const readTypeMaps = async (path: string): Promise<TypeMaps> => {
  const text = await readFile(path, 'utf8').catch((thrown) => {
    throw new Failure('dataset.not_found', { cause: thrown, details: { file: basename(path) } });
  });
  const parsed = mapFile.safeParse(parseJson(text));
  if (!parsed.success) throw invalidMap(path, 'a type’s name, or null, by a type’s name');
  const maps = parsed.data;
  return isOfSides(maps) ? maps : { expected: maps, found: maps };
};

const isOfSides = (maps: z.infer<typeof mapFile>): maps is TypeMaps =>
  typeof maps.expected === 'object' && maps.expected !== null;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const invalidMap = (path: string, rule: string): Failure =>
  new Failure('dataset.invalid', { details: { file: basename(path), field: '(file)', rule } });

/** The spans under the names that they count as; those that are left out are gone. */
export const renamed = <S extends TypedSpan>(spans: readonly S[], map: TypeMap): S[] =>
  spans.flatMap((span) => {
    const type = Object.hasOwn(map, span.type) ? map[span.type] : span.type;
    return type === null || type === undefined ? [] : [{ ...span, type }];
  });

/**
 * A found type under the name that the file marks it by: itself, a synonym, or what it is a kind of. Itself, too,
 * where the file marks none of these: it then counts only where the caller wants every type.
 */
export const asMarked = (type: string, marked: ReadonlySet<string>): string => {
  const names = synonymsOf(type);
  const broader = Object.entries(kindsOf)
    .filter(([, kinds]) => names.some((name) => kinds.includes(name)))
    .flatMap(([broad]) => synonymsOf(broad));
  return [type, ...names, ...broader].find((name) => marked.has(name)) ?? type;
};

const synonymsOf = (type: string): readonly string[] =>
  synonyms.find((names) => names.includes(type)) ?? [type];
