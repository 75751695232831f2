import { setImmediate } from 'node:timers/promises';
import { parseRequest, serviceOnly } from '@rollcall/service';
import express, { type Response, Router } from 'express';
import { z } from 'zod';
import { readAnalysis } from './analyze-request.ts';
import { anonymize, deanonymize, type Rewritten } from './anonymize.ts';
import { type Backends, noBackends } from './backends/backends.ts';
import { untilClosed } from './backends/until-closed.ts';
import { type OffsetUnit, offsetsOf } from './code-points.ts';
import { entityTypes } from './entities.ts';
import { findInTurns } from './find-in-turns.ts';
import type { LongTexts } from './long-texts/long-texts.ts';
import { isLong } from './long-texts/parts.ts';
import { recognizerName as nameRecognizer } from './names/find-names.ts';
import { anonymizers, deanonymizers, readOperators, readUndos } from './operators.ts';
import {
  type AnalyzeRequest,
  analyzeRequest,
  anonymizeRequest,
  deanonymizeRequest,
  demandLanguage,
  viewOf,
} from './presidio.ts';
import { presidioError } from './presidio-error.ts';
import { previewRoutes } from './preview-routes.ts';
import { recognizers } from './recognizers/all.ts';

export type RouteDeps = {
  serviceToken: string | undefined;
  /** Most bytes of a request's body. */
  maxBodyBytes: number;
  /** Findings under this score are left out where a request says nothing. */
  threshold: number;
  /** Others who find personal data; nobody by default. */
  backends?: Backends;
  /** Who looks at long texts; see `findInTurns`. */
  longTexts?: LongTexts;
};

const languageQuery = z.object({ language: z.string().max(35).optional() });

/** Presidio's analyzer and anonymizer in one: what speaks to those can speak to this. */
export const routes = (deps: RouteDeps): Router => {
  const { serviceToken, maxBodyBytes, threshold, backends = noBackends, longTexts } = deps;
  const router = Router();
  const json = express.json({ limit: maxBodyBytes });
  const guarded = [serviceOnly(serviceToken), json];

  // Ours, with our error body; what follows is Presidio's.
  router.use(previewRoutes({ ...deps, backends }));
  router.use((_request, response, next) => {
    response.locals.reshapeError = presidioError;
    next();
  });

  router.get('/health', (_request, response) => {
    response.type('text/plain').send('Rollcall redactor service is up');
  });

  router.get('/supportedentities', (request, response) => {
    demandLanguage(parseRequest(languageQuery, request.query).language);
    response.json(entityTypes);
  });

  router.get('/recognizers', async (request, response) => {
    demandLanguage(parseRequest(languageQuery, request.query).language);
    const others = await backends.recognizers(untilClosed(response));
    response.json([...recognizers.map(({ name }) => name), nameRecognizer, ...others]);
  });

  router.get('/anonymizers', (_request, response) => {
    response.json(anonymizers);
  });

  router.get('/deanonymizers', (_request, response) => {
    response.json(deanonymizers);
  });

  router.post('/analyze', ...guarded, async (request, response) => {
    const asked = parseRequest(analyzeRequest, request.body);
    const analysis = readAnalysis(asked, threshold);
    nameHeaders(response, asked, analysis.unknownEntities);
    const texts = typeof asked.text === 'string' ? [asked.text] : asked.text;
    const { entities } = analysis;
    const alsoFound = await backends.find(texts, { entities, signal: untilClosed(response) });
    const views: object[] = [];
    for (const [at, text] of texts.entries()) {
      if (response.destroyed) return;
      const offsets = offsetsOf(text, asked.offset_unit);
      const explain = asked.return_decision_process ?? false;
      const cache = isLong(text) ? await findInTurns([text], analysis.ours, { longTexts }) : undefined;
      const findings = analysis.of(text, { alsoFound: alsoFound[at]!, cache });
      views.push(findings.map((finding) => viewOf(finding, offsets, explain)));
      // A batch lets others in between its texts: health probes, and requests of one text.
      await setImmediate();
    }
    response.json(typeof asked.text === 'string' ? views[0] : views);
  });

  router.post('/anonymize', ...guarded, (request, response) => {
    const asked = parseRequest(anonymizeRequest, request.body);
    const operators = readOperators(asked.anonymizers ?? {});
    const places = placesOf(asked.text, asked.analyzer_results, asked.offset_unit);
    response.json(answerOf(anonymize(asked.text, places, operators), asked.offset_unit));
  });

  router.post('/deanonymize', ...guarded, (request, response) => {
    const asked = parseRequest(deanonymizeRequest, request.body);
    const undos = readUndos(asked.deanonymizers ?? {});
    const places = placesOf(asked.text, asked.anonymizer_results ?? [], asked.offset_unit);
    response.json(answerOf(deanonymize(asked.text, places, undos), asked.offset_unit));
  });

  return router;
};

/** What may stand in a header as it is. */
const plain = /^[\w.:-]{1,128}$/;

/** The caller's correlation id again, and the types that were asked for and that nobody here looks for. */
const nameHeaders = (response: Response, asked: AnalyzeRequest, unknownEntities: readonly string[]): void => {
  if (asked.correlation_id && plain.test(asked.correlation_id)) {
    response.setHeader('correlation-id', asked.correlation_id);
  }
  if (unknownEntities.length === 0) return;
  const names = unknownEntities.slice(0, 50).map((name) => (plain.test(name) ? name : '?'));
  response.setHeader('unsupported-entities', names.join(', '));
};

type GivenPlace = { entity_type: string; start: number; end: number };

const placesOf = <P extends GivenPlace>(text: string, places: readonly P[], unit: OffsetUnit) => {
  const offsets = offsetsOf(text, unit);
  return places.map((place) => ({
    ...place,
    entity: place.entity_type,
    start: offsets.toUtf16(place.start),
    end: offsets.toUtf16(place.end),
  }));
};

const answerOf = ({ text, items }: Rewritten, unit: OffsetUnit) => {
  const offsets = offsetsOf(text, unit);
  return {
    text,
    items: items.map(({ entity, start, end, operator, text: written }) => ({
      start: offsets.fromUtf16(start),
      end: offsets.fromUtf16(end),
      entity_type: entity,
      text: written,
      operator,
    })),
  };
};
