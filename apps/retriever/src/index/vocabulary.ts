import type { TenantQueryable } from '@rollcall/postgres';
import type { Form } from './form-book.ts';
import { readInts } from './int-lists.ts';

/**
 * The ids of forms and of their lexemes, in the order of the forms; `last` is the last id that the collection
 * has given.
 */
export type FormIds = { ids: Int32Array; lexemeIds: Int32Array; last: number };

/**
 * The ids of a collection's forms; those that it has not seen are added, with ids from `last` + 1 on. The
 * collection is locked by the caller, so that nobody gives the same id twice.
 */
export const learnForms = async (
  tx: TenantQueryable,
  collectionId: string,
  forms: readonly Form[],
  last: number,
): Promise<FormIds> => {
  const known = await findForms(tx, collectionId, forms);
  const missing: number[] = [];
  const lexemeIds = new Map<string, number>();
  let next = last;
  for (const [at, { lexeme }] of forms.entries()) {
    if (known.ids[at] === 0) {
      next += 1;
      known.ids[at] = next;
      missing.push(at);
    }
    if (known.lexemeIds[at] === 0) {
      const id = lexemeIds.get(lexeme) ?? (known.ids[at] as number);
      known.lexemeIds[at] = id;
      lexemeIds.set(lexeme, id);
    }
  }
  if (missing.length > 0) await addForms(tx, collectionId, { forms, ...known, missing });
  return { ...known, last: next };
};

/**
 * Ids of forms and lexemes, 0 where there is none. The aggregates keep Postgres to one index look-up a form:
 * it would make one join of it, or read the whole table up to a LIMIT, when its statistics are not those of
 * the moment.
 */
const findForms = async (
  tx: TenantQueryable,
  collectionId: string,
  forms: readonly Form[],
): Promise<{ ids: Int32Array; lexemeIds: Int32Array }> => {
  const { rows } = await tx.query<{ ids: string; lexemeIds: string }>({
    name: 'vocabulary.find',
    text: `SELECT coalesce(array_agg(coalesce(v.id, 0) ORDER BY g.at), '{}')::text AS ids,
             coalesce(array_agg(coalesce(v.lexeme_id, other.lexeme_id, 0) ORDER BY g.at), '{}')::text AS "lexemeIds"
           FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS g (lexeme, word, at)
           CROSS JOIN LATERAL (
             SELECT max(id) AS id, max(lexeme_id) AS lexeme_id FROM rollcall.vocabulary
             WHERE collection_id = $1 AND lexeme = g.lexeme AND word = g.word
           ) AS v CROSS JOIN LATERAL (
             SELECT max(lexeme_id) AS lexeme_id FROM rollcall.vocabulary
             WHERE collection_id = $1 AND lexeme = g.lexeme AND v.id IS NULL
           ) AS other`,
    values: [collectionId, forms.map(({ lexeme }) => lexeme), forms.map(({ word }) => word)],
  });
  const ids = new Int32Array(forms.length);
  const lexemeIds = new Int32Array(forms.length);
  readInts(rows[0]?.ids ?? '', ids);
  readInts(rows[0]?.lexemeIds ?? '', lexemeIds);
  return { ids, lexemeIds };
};

const addForms = async (
  tx: TenantQueryable,
  collectionId: string,
  given: { forms: readonly Form[]; ids: Int32Array; lexemeIds: Int32Array; missing: readonly number[] },
): Promise<void> => {
  const { forms, ids, lexemeIds, missing } = given;
  await tx.query({
    name: 'vocabulary.add',
    text: `INSERT INTO rollcall.vocabulary (collection_id, lexeme, word, id, lexeme_id)
           SELECT $1, g.* FROM unnest($2::text[], $3::text[], $4::int[], $5::int[]) AS g`,
    values: [
      collectionId,
      missing.map((at) => forms[at]?.lexeme),
      missing.map((at) => forms[at]?.word),
      missing.map((at) => ids[at]),
      missing.map((at) => lexemeIds[at]),
    ],
  });
};

/** Forms of one statement. */
const formsAtOnce = 20_000;

/**
 * The ids of the lexemes of a collection's forms, by form id, up to the form `last`. `known`: the answer for
 * a lower `last`; only what is new since is read.
 */
export const readLexemeIds = async (
  db: TenantQueryable,
  collectionId: string,
  known: Int32Array,
  last: number,
): Promise<Int32Array> => {
  if (known.length > last) return known;
  const lexemeIds = new Int32Array(last + 1);
  lexemeIds.set(known);
  for (let from = Math.max(known.length, 1); from <= last; from += formsAtOnce) {
    const { rows } = await db.query<{ ids: string }>({
      name: 'vocabulary.read',
      text: `SELECT array_agg(lexeme_id ORDER BY id)::text AS ids FROM rollcall.vocabulary
             WHERE collection_id = $1 AND id BETWEEN $2 AND $3`,
      values: [collectionId, from, Math.min(last, from + formsAtOnce - 1)],
    });
    readInts(rows[0]?.ids ?? '', lexemeIds, from);
  }
  return lexemeIds;
};

/** The lexeme's id by form id. */
export const findLexemeIds = async (
  db: TenantQueryable,
  collectionId: string,
  forms: readonly number[],
): Promise<Map<number, number>> => {
  const { rows } = await db.query<{ ids: string }>({
    name: 'vocabulary.find_lexemes',
    text: `SELECT coalesce(array_agg(v.lexeme_id ORDER BY g.at), '{}')::text AS ids
           FROM unnest($2::int[]) WITH ORDINALITY AS g (id, at) CROSS JOIN LATERAL (
             SELECT coalesce(max(lexeme_id), 0) AS lexeme_id FROM rollcall.vocabulary
             WHERE collection_id = $1 AND id = g.id
           ) AS v`,
    values: [collectionId, forms],
  });
  const ids = new Int32Array(forms.length);
  readInts(rows[0]?.ids ?? '', ids);
  return new Map(forms.map((form, at) => [form, ids[at] as number]));
};
