import { parseRequest, serviceOnly } from '@rollcall/service';
import express, { Router } from 'express';
import { z } from 'zod';
import { analyze } from './analyze.ts';
import { anonymize, deanonymize, type Rewritten } from './anonymize.ts';
import { type OffsetUnit, offsetsOf } from './code-points.ts';
import { entityTypes } from './entities.ts';
import { recognizerName as personRecognizer } from './names/find.ts';
import { anonymizers, deanonymizers, readOperator } from './operators.ts';
import {
  analyzeRequest,
  anonymizeRequest,
  deanonymizeRequest,
  demandLanguage,
  demandSupported,
  readEntities,
  viewOf,
} from './presidio.ts';
import { previewRoutes } from './preview-routes.ts';
import { recognizers } from './recognizers/all.ts';

export type RouteDeps = {
  serviceToken: string | undefined;
  /** Most bytes of a request's body. The work is done in one go, about a millisecond for 2 kB. */
  maxBodyBytes: number;
  /** Findings under this score are left out where a request says nothing. */
  threshold: number;
};

const languageQuery = z.object({ language: z.string().max(35).optional() });

/** Presidio's analyzer and anonymizer in one: what speaks to those can speak to this. */
export const routes = ({ serviceToken, maxBodyBytes, threshold }: RouteDeps): Router => {
  const router = Router();
  const json = express.json({ limit: maxBodyBytes });
  const guarded = [serviceOnly(serviceToken), json];

  router.get('/health', (_request, response) => {
    response.type('text/plain').send('Rollcall redactor service is up');
  });

  router.get('/supportedentities', (request, response) => {
    demandLanguage(parseRequest(languageQuery, request.query).language);
    response.json(entityTypes);
  });

  router.get('/recognizers', (request, response) => {
    demandLanguage(parseRequest(languageQuery, request.query).language);
    response.json([...recognizers.map(({ name }) => name), personRecognizer]);
  });

  router.get('/anonymizers', (_request, response) => {
    response.json(anonymizers);
  });

  router.get('/deanonymizers', (_request, response) => {
    response.json(deanonymizers);
  });

  router.post('/analyze', ...guarded, (request, response) => {
    const asked = parseRequest(analyzeRequest, request.body);
    demandLanguage(asked.language);
    demandSupported(asked);
    const entities = readEntities(asked.entities);
    const options = {
      threshold: asked.score_threshold ?? threshold,
      allowList: asked.allow_list ?? [],
      ...(entities === undefined ? {} : { entities }),
    };
    const analyzeOne = (text: string) => {
      const offsets = offsetsOf(text, asked.offset_unit);
      const explain = asked.return_decision_process ?? false;
      return analyze(text, options).map((finding) => viewOf(finding, offsets, explain));
    };
    response.json(Array.isArray(asked.text) ? asked.text.map(analyzeOne) : analyzeOne(asked.text));
  });

  router.post('/anonymize', ...guarded, (request, response) => {
    const asked = parseRequest(anonymizeRequest, request.body);
    const operators = Object.fromEntries(
      Object.entries(asked.anonymizers ?? {}).map(([type, given]) => [type, readOperator(given)]),
    );
    const places = placesOf(asked.text, asked.analyzer_results, asked.offset_unit);
    response.json(answerOf(anonymize(asked.text, places, operators), asked.offset_unit));
  });

  router.post('/deanonymize', ...guarded, (request, response) => {
    const asked = parseRequest(deanonymizeRequest, request.body);
    const places = placesOf(asked.text, asked.anonymizer_results, asked.offset_unit);
    response.json(answerOf(deanonymize(asked.text, places, asked.deanonymizers), asked.offset_unit));
  });

  router.use(previewRoutes({ serviceToken, maxBodyBytes, threshold }));
  return router;
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
