import { asFailure } from '@rollcall/failures';

/** What a look at one thing says, in words. `bad` needs somebody's hand; `note` is worth knowing. */
export type Finding = { about: string; state: 'good' | 'note' | 'bad'; words: string };

export const good = (about: string, words: string): Finding => ({ about, state: 'good', words });
export const remark = (about: string, words: string): Finding => ({ about, state: 'note', words });
export const bad = (about: string, words: string): Finding => ({ about, state: 'bad', words });

/** A failure as a finding: its text, the reason where the machine gave one, and its code. */
export const fault = (about: string, thrown: unknown, advice = ''): Finding => {
  const { message, code, details } = asFailure(thrown);
  const reason = details?.reason === undefined ? '' : ` (${details.reason})`;
  return bad(about, `${message}${reason} [${code}]${advice === '' ? '' : ` ${advice}`}`);
};

/** Runs a check; one that throws is itself a finding, so that the other checks are still heard. */
export const look = async (about: string, check: () => Promise<Finding> | Finding): Promise<Finding> => {
  try {
    return await check();
  } catch (thrown) {
    return fault(about, thrown);
  }
};
