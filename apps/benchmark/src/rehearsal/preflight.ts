import { Failure } from '@rollcall/failures';
import type { CommandContext } from '../commands/context.ts';
import { type Session, stateDirOf } from '../session.ts';
import { askForModel } from '../storm/demand-small-model.ts';
import { type Asked, configurationOf } from './configuration.ts';
import { fingerprint } from './fingerprint.ts';
import { findRehearsal, type Rehearsal } from './record.ts';

/** Passages that `storm` and `run` look up where nobody says another number. */
export const usualPassages = 5;

export type Preflight = Asked & {
  /** Documents that will be under way at once. */
  atOnce: number;
  /** False for `--no-rehearsal`. */
  demanded: boolean;
  /** The dataset and the collection as they were asked for on the command line. */
  given: { dataset?: string | undefined; collection?: string | undefined };
};

/**
 * Before a run: asks the gateway which model it calls, rather than guess, and where that is not the small one
 * (or cannot be told) demands that a storm of this configuration has passed. Answers whether the run's calls
 * may cost money. Throws `run.not_rehearsed` with the command that rehearses, `service.unavailable`.
 */
export const preflight = async (
  { config, note }: CommandContext,
  session: Session,
  flight: Preflight,
): Promise<{ costsMoney: boolean }> => {
  const { gatewayUrl } = session.target;
  const model = gatewayUrl === undefined ? undefined : await askForModel(gatewayUrl, config.ROLLCALL_KEY);
  if (model?.isSmall) return { costsMoney: false };
  if (!flight.demanded) {
    note('Not rehearsed, as you wish: these calls may cost money.');
    return { costsMoney: true };
  }
  const wanted = fingerprint(await configurationOf(config, session, flight));
  const found = await findRehearsal(stateDirOf(config), { fingerprint: wanted, documents: flight.atOnce });
  const missing = whatIsMissing(found, flight.atOnce);
  if (missing !== undefined) {
    throw new Failure('run.not_rehearsed', {
      details: {
        missing,
        rehearse: commandFor(flight),
        models: model?.status,
        fingerprint: wanted.slice(0, 16),
      },
    });
  }
  note(`Rehearsed ${found?.at}: ${found?.documents} documents at once, passed.`);
  return { costsMoney: true };
};

/** What a rehearsal lacks to vouch for a run; undefined where it does. Pure. */
export const whatIsMissing = (found: Rehearsal | undefined, atOnce: number): string | undefined => {
  if (!found) return `no storm of this configuration with ${atOnce} documents at once or more`;
  if (found.verdict === 'fail')
    return `the latest storm of this configuration failed (${found.at}, ${found.storm})`;
  return undefined;
};

/** The storm that rehearses this run. Pure. */
export const commandFor = ({ atOnce, k, given }: Pick<Preflight, 'atOnce' | 'k' | 'given'>): string =>
  [
    'rollcall storm',
    // 400 is what a storm has where nothing is said.
    ...(atOnce > 400 ? [`--documents ${atOnce}`] : []),
    ...(given.dataset === undefined ? [] : [`--dataset ${quoted(given.dataset)}`]),
    ...(given.collection === undefined ? [] : [`--collection ${quoted(given.collection)}`]),
    ...(k === usualPassages ? [] : [`-k ${k}`]),
  ].join(' ');

/** As a shell takes it for one word. */
const quoted = (word: string): string =>
  /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
