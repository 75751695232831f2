import { createHash } from 'node:crypto';

/**
 * Where a document's passages stand among those of equal score: lower first. 48 bits of a hash of its
 * external id, so that the order depends neither on random ids nor on the order in which documents came.
 */
export const tieOf = (externalId: string): number =>
  createHash('sha256').update(externalId).digest().readUIntBE(0, 6);
