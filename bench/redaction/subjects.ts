import { loadPeer } from '../peers/load.ts';
import { type Find, type PeerName, peerNames, peers } from './peers.ts';

/** Ours with every type that masking replaces, ours without names of people, places and organisations, the peers. */
export const ownNames = ['rollcall', 'rollcall without names'] as const;

export const subjectNames = [...ownNames, ...peerNames] as const;

export type SubjectName = (typeof subjectNames)[number];

export const isPeer = (name: SubjectName): name is PeerName => Object.hasOwn(peers, name);

const nameTypes = ['PERSON', 'LOCATION', 'ORGANIZATION'];

/**
 * Loads one redactor. Each is loaded in a process of its own: what it holds of memory is then its own. Throws where it
 * is a peer and the peers are not installed.
 */
export const loadSubject = async (name: SubjectName): Promise<Find> => {
  if (isPeer(name)) return peers[name].adapt(await loadPeer(name));
  return loadOurs(name === 'rollcall' ? () => true : (type) => !nameTypes.includes(type));
};

/** What masking looks for by default, which is all but dates, ages and nationalities. */
const loadOurs = async (isWanted: (type: string) => boolean): Promise<Find> => {
  const { analyze } = await import('../../apps/redactor/src/analyze.ts');
  const { maskedTypes } = await import('../../apps/redactor/src/entities.ts');
  const entities = [...maskedTypes].filter(isWanted);
  return (text) =>
    analyze(text, { entities, covering: true }).map(({ start, end, entity }) => ({
      start,
      end,
      type: entity,
    }));
};
