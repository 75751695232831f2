import { Failure } from '@rollcall/failures';
import { parseRequest, serviceOnly } from '@rollcall/service';
import express, { type Request, type Response, type Router } from 'express';
import { type Behaviour, behaviour, digestOf, treatmentOf } from './behaviour.ts';
import { complete } from './completion.ts';
import { embeddingModel } from './embedding.ts';
import { embeddingsRequest, replyEmbeddings } from './embeddings-reply.ts';
import { chatRequest } from './prompt.ts';
import { openAiError, reply } from './reply.ts';
import { createRequests } from './requests.ts';

export type RoutesOptions = {
  /** Names under which the model answers. */
  modelIds: string[];
  /** How it behaves until `PUT /admin/faults` says otherwise. */
  behaviour: Behaviour;
  /** Size of the ring of recorded request bodies; 0 records none. */
  keepBodies: number;
  /** Demanded from every caller where it is set. */
  token?: string | undefined;
};

/** OpenAI's chat completions, embeddings and models, and the admin calls that make the model slow or faulty. */
export const routes = (options: RoutesOptions): Router => {
  const requests = createRequests(options.keepBodies);
  let current = { settings: options.behaviour, faultsLeft: leftOf(options.behaviour) };

  /** The header's settings for one request, else the admin's, whose `times` counts all requests. */
  const treat = (request: Request, key: string, nth: number) => {
    const own = ofHeader(request);
    if (own !== undefined) {
      const spent = own.times !== undefined && nth > own.times;
      return treatmentOf(spent ? { ...own, fault: 'none' } : own, key, nth);
    }
    const treatment = treatmentOf(current.settings, key, nth);
    if (treatment.fault === 'none') return treatment;
    current.faultsLeft -= 1;
    return current.faultsLeft < 0 ? { ...treatment, fault: 'none' as const } : treatment;
  };

  const chat = async (request: Request, response: Response): Promise<void> => {
    const asked = parseRequest(chatRequest, request.body);
    const key = digestOf(asked);
    const nth = requests.receive(key, request.body);
    if (!options.modelIds.includes(asked.model)) return noSuchModel(response);
    await reply(response, {
      treatment: treat(request, key, nth),
      completion: complete(asked, key, Date.now()),
      stream: asked.stream ?? false,
      includeUsage: asked.stream_options?.include_usage ?? false,
    });
  };

  const embeddings = async (request: Request, response: Response): Promise<void> => {
    const asked = parseRequest(embeddingsRequest, request.body);
    const key = digestOf(asked);
    const nth = requests.receive(key, request.body);
    if (asked.model !== embeddingModel) return noSuchModel(response);
    await replyEmbeddings(response, asked, treat(request, key, nth));
  };

  const router = express.Router();
  router.use(serviceOnly(options.token), express.json({ limit: '1mb' }));
  router.post('/v1/chat/completions', chat);
  router.post('/v1/embeddings', embeddings);
  router.get('/v1/models', (_request, response) => {
    const data = [...options.modelIds, embeddingModel].map((id) => ({
      id,
      object: 'model',
      created: 0,
      owned_by: 'rollcall',
    }));
    response.json({ object: 'list', data });
  });
  router.put('/admin/faults', (request, response) => {
    const settings = parseRequest(behaviour, request.body);
    current = { settings, faultsLeft: leftOf(settings) };
    response.json(settings);
  });
  router.get('/admin/requests', (request, response) => {
    const bodies = request.query.bodies === '1' ? { bodies: requests.bodies() } : {};
    response.json({ count: requests.received(), recording: options.keepBodies > 0, ...bodies });
  });
  router.delete('/admin/requests', (_request, response) => {
    requests.clear();
    response.json({ count: 0 });
  });
  return router;
};

const noSuchModel = (response: Response): void =>
  openAiError(response, { status: 404, code: 'model_not_found', message: 'There is no such model.' });

const leftOf = ({ times }: Behaviour): number => times ?? Number.POSITIVE_INFINITY;

/** The settings in `x-small-model-faults`, a JSON object. Throws `request.invalid`. */
const ofHeader = (request: Request): Behaviour | undefined => {
  const header = request.header('x-small-model-faults');
  if (header === undefined) return undefined;
  try {
    return parseRequest(behaviour, JSON.parse(header));
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('request.invalid', { cause: thrown, details: { fields: ['x-small-model-faults'] } });
  }
};
