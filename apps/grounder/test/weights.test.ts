import { readdirSync, readFileSync, statSync } from 'node:fs';
import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { claimFeatureNames, claimFeatures } from '../src/claim-features.ts';
import { readClaim, readQuestion } from '../src/claim-reading.ts';
import { evidenceFeatureNames, evidenceFeatures, readAsked } from '../src/evidence-features.ts';
import { hardFindings } from '../src/hard-evidence.ts';
import { bestAlike, rarityOf, saysAlike } from '../src/likeness.ts';
import { featureNamesOf, rowOf } from '../src/model/feature-row.ts';
import { openModel } from '../src/model/model.ts';
import { indexSources } from '../src/sources.ts';
import { wordsOf } from '../src/terms.ts';
import { wordFeatureNames, wordFeatures } from '../src/word-features.ts';
import { directions } from '../training/support-directions.ts';
import { awkwardText } from './generated-text.ts';

const folder = new URL('../weights/', import.meta.url);
const json = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const word = (text: string) => wordsOf(`x ${text}`)[1]!;

describe('the weights', () => {
  it('take 2 MB at most, and each file names its sources', () => {
    const files = readdirSync(folder);
    const sizes = files.map((name) => statSync(new URL(name, folder)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(2 * 1024 * 1024);
    const notice = readFileSync(new URL('NOTICE', folder), 'utf8');
    for (const name of files.filter((file) => file.endsWith('.json'))) {
      expect(json(name).notice.length).toBeGreaterThan(50);
      expect(notice).toContain(name);
    }
  });

  it('were trained on the features that the code computes', () => {
    expect(() => openModel(json('support.json'), claimFeatureNames)).not.toThrow();
    expect(() => openModel(json('spans.json'), wordFeatureNames)).not.toThrow();
    expect(() => openModel(json('evidence.json'), evidenceFeatureNames)).not.toThrow();
  });

  it('never let a feature move the score the absurd way', () => {
    const model = openModel(json('support.json'), claimFeatureNames);
    const random = seededRandom(6);
    for (let round = 0; round < 2000; round += 1) {
      const row = claimFeatureNames.map(() => random() * 1.5);
      const at = Math.floor(random() * row.length);
      const more = row.with(at, row[at]! + random());
      const change = model.logOdds(more) - model.logOdds(row);
      if (directions[at] !== 0) expect(change * directions[at]!).toBeGreaterThanOrEqual(-1e-9);
    }
  });
});

describe('the features of any claim', () => {
  it('are finite, and always the same ones', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 300; round += 1) {
      const sources = indexSources([{ id: 'a', text: awkwardText(random, 40) }]);
      const question = readQuestion(awkwardText(random, 8), sources);
      const reading = readClaim(awkwardText(random, 20), question, sources);
      const findings = hardFindings(reading);
      const features = claimFeatures(reading, findings);
      expect(featureNamesOf(features)).toEqual(claimFeatureNames);
      for (const groups of [features, wordFeatures(reading, findings)]) {
        expect(rowOf(groups).every(Number.isFinite)).toBe(true);
      }
    }
  });
});

describe('the features of any question', () => {
  it('are finite, and always the same ones', () => {
    const random = seededRandom(8);
    for (let round = 0; round < 300; round += 1) {
      const passages = ['a', 'b'].slice(round % 3).map((id) => ({ id, text: awkwardText(random, 40) }));
      const features = evidenceFeatures(readAsked(awkwardText(random, 12), indexSources(passages)));
      expect(featureNamesOf(features)).toEqual(evidenceFeatureNames);
      expect(rowOf(features).every(Number.isFinite)).toBe(true);
    }
  });

  it('are the same however many passages say nothing of the question', () => {
    const text = 'The deposit is 400 euros. Dogs are allowed.';
    const featuresOf = (question: string, texts: string[]) =>
      evidenceFeatures(
        readAsked(question, indexSources(texts.map((text, at) => ({ id: String(at), text })))),
      );
    const once = featuresOf('qqqx', [text]);
    expect(featuresOf('qqqx', [text, text, text])).toEqual(once);
  });
});

describe('the lexicon', () => {
  it('knows words that say alike, and that opposites do not', () => {
    expect(saysAlike(word('buy'), word('purchase'))).toBeGreaterThan(0.5);
    expect(saysAlike(word('increase'), word('banana'))).toBeLessThan(0.2);
    expect(saysAlike(word('old'), word('new'))).toBe(0);
    expect(saysAlike(word('Germany'), word('German'))).toBeGreaterThan(0.5);
    expect(bestAlike(word('car'), wordsOf('the automobile stood there'))).toBeGreaterThan(0.5);
  });

  it('knows rare words from common ones', () => {
    expect(rarityOf(word('government'))).toBeLessThan(rarityOf(word('cartilage')));
    expect(rarityOf(word('xyzzyq'))).toBe(1);
  });
});
