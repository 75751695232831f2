import { z } from 'zod';
import { callGateway } from '../documents/call-gateway.ts';
import type { Gateway } from '../session.ts';

/** What the retriever gives for one request at most. */
export const mostPassages = 100;

const answer = z.looseObject({ passages: z.array(z.looseObject({ documentId: z.string() })) });

export type Search = { collection: string; query: string; k: number };

/** The best documents, and how long the first request took, in milliseconds. */
export type Found = { documents: string[]; latencyMs: number };

/**
 * The `k` best documents of a collection, each by its best passage. A document may have several of the best
 * passages: more are asked for until there are `k` documents, none is left, or the most that the retriever gives
 * is reached. Throws what the gateway answers, and `retrieve.failed` for an answer that is none.
 */
export const findDocuments = async (gateway: Gateway, search: Search): Promise<Found> => {
  const started = performance.now();
  let wanted = search.k;
  let passages = await askFor(gateway, search, wanted);
  const latencyMs = performance.now() - started;
  for (;;) {
    const documents = [...new Set(passages)];
    if (documents.length >= search.k || passages.length < wanted || wanted === mostPassages) {
      return { documents: documents.slice(0, search.k), latencyMs };
    }
    wanted = Math.min(3 * wanted, mostPassages);
    passages = await askFor(gateway, search, wanted);
  }
};

/** The documents of the best `k` passages. */
const askFor = async (gateway: Gateway, { collection, query }: Search, k: number): Promise<string[]> => {
  const body = { collection, query, k };
  const { passages } = await callGateway(gateway, {
    method: 'POST',
    path: '/v1/retrieve',
    body,
    answer,
    refused: 'retrieve.failed',
  });
  return passages.map(({ documentId }) => documentId);
};
