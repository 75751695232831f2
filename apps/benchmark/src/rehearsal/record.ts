import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readPrivateFile, writePrivateFile } from '@rollcall/embedded';
import { z } from 'zod';

const rehearsal = z.object({
  /** Of the configuration that was rehearsed; see `fingerprint.ts`. */
  fingerprint: z.string(),
  /** When the storm was over. */
  at: z.iso.datetime(),
  /** Documents that were under way at once. */
  documents: z.number().int().positive(),
  verdict: z.enum(['pass', 'fail']),
  /** The storm's id: its files are in `.rollcall/storms/<id>`. */
  storm: z.string(),
});

export type Rehearsal = z.infer<typeof rehearsal>;

const file = z.object({ version: z.literal(1), rehearsals: z.array(rehearsal) });

/** The newest so many are kept. */
export const mostKept = 100;

const pathOf = (stateDir: string): string => join(stateDir, 'rehearsals.json');

/**
 * All rehearsals that are known, newest first. A file that is not of the expected form counts as none: the
 * storm that is then asked for writes it again.
 */
const readRehearsals = async (stateDir: string): Promise<Rehearsal[]> => {
  const text = await readPrivateFile(pathOf(stateDir));
  if (text === undefined) return [];
  try {
    return file.parse(JSON.parse(text)).rehearsals;
  } catch {
    return [];
  }
};

/**
 * Keeps how a storm went, passed or failed, in `rehearsals.json` of the state folder (mode 0600, replaced in
 * one step). Of two storms that end in the same moment one record may be lost, which costs another storm.
 */
export const recordRehearsal = async (stateDir: string, made: Rehearsal): Promise<void> => {
  await mkdir(stateDir, { recursive: true });
  const rehearsals = [made, ...(await readRehearsals(stateDir))].slice(0, mostKept);
  await writePrivateFile(pathOf(stateDir), `${JSON.stringify({ version: 1, rehearsals }, null, 1)}\n`);
};

/**
 * The newest rehearsal of this configuration with at least `documents` at once, however it went: a storm that
 * failed since then takes back what an earlier one had shown. Undefined where there is none.
 */
export const findRehearsal = async (
  stateDir: string,
  wanted: { fingerprint: string; documents: number },
): Promise<Rehearsal | undefined> =>
  (await readRehearsals(stateDir)).find(
    (one) => one.fingerprint === wanted.fingerprint && one.documents >= wanted.documents,
  );
