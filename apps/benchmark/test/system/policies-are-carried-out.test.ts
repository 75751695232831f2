import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRow, readRun } from '@rollcall/ledger';
import type { Evidence, Verdict } from '@rollcall/pipeline';
import { type Database, openDatabase } from '@rollcall/postgres';
import { testBackends } from '@rollcall/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PolicyOptions, policyCommand } from '../../src/commands/policy.ts';
import { ingestDocuments } from '../../src/run/ingest-documents.ts';
import { type AskedMessage, type ScriptedModel, sourcesOf, startScriptedModel } from './scripted-model.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

const collection = 'rental';
const documents = [
  { id: 'amount', text: 'The deposit for a rented bicycle is 400 euros.' },
  { id: 'return', text: 'The deposit for a rented bicycle is paid back within ten days.' },
  { id: 'bell', text: 'Each bicycle has two wheels and a bell.' },
  { id: 'hours', text: 'The workshop opens at nine and is closed on Sundays.' },
];
const question = 'How high is the deposit for a rented bicycle, and when is it paid back?';
const refusal = 'The sources do not contain the answer.';
const wrong = 'The deposit for a rented bicycle is 950 euros.';

type Answer = {
  status: number;
  text: string;
  rollcall: {
    rowId: string;
    outcome: string;
    abstainedBy?: string;
    evidence: Evidence | null;
    grounding: Verdict | null;
    citations: { documentId: string; passageId: string; start: number; end: number; text: string }[];
  };
};

/** Both sentences, each with the number that its source has in this very prompt. */
const rightly = (messages: AskedMessage[]): string => {
  const numbers = new Map([...sourcesOf(messages)].map(([n, quoted]) => [quoted, n]));
  return `${documents[0]!.text} [${numbers.get(documents[0]!.text)}] It is paid back within ten days [${numbers.get(documents[1]!.text)}].`;
};

describe.each(testBackends())('with the queue on $name', (backend) => {
  let system: WholeSystem;
  let model: ScriptedModel;
  let db: Database;
  beforeAll(async () => {
    model = await startScriptedModel();
    system = await startWholeSystem({
      queue: backend.queue,
      environment: { MODEL_BASE_URL: model.url, JUDGE_URL: model.judgeUrl, JUDGE_MODEL: 'large' },
      extra: {
        'model-proxy': { MODEL_STREAM: 'false' },
        // Every claim is uncertain against which there is no hard evidence, and a run may ask once.
        grounder: { GROUNDING_BAND: '0.5', JUDGE_RUN_CALLS: '1' },
      },
    });
    db = openDatabase({ url: system.databaseUrl, service: 'test', max: 2 });
    const gatewayUrl = system.stack.file.services.gateway?.url ?? '';
    const { failed } = await ingestDocuments({ gatewayUrl, key: undefined, collection }, documents);
    expect(failed).toEqual([]);
  });
  afterAll(async () => {
    await db.close();
    await system.stop();
    await model.close();
  });
  beforeEach(() => {
    model.asked = [];
    model.judged = 0;
  });

  const set = async (options: Omit<PolicyOptions, 'tenant'>): Promise<void> => {
    const context = { config: system.config, print: () => {}, note: () => {} };
    const none = { abstain: false, drop: false, grounding: 'request' } as const;
    expect(
      await policyCommand(context, collection, undefined, { tenant: 'default', ...none, ...options }),
    ).toBe(0);
  };

  const ask = async (asked: string, wishes: object = {}): Promise<Answer> => {
    const response = await fetch(`${system.stack.file.services.gateway?.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        messages: [{ role: 'user', content: asked }],
        rollcall: { collection, k: 5, ...wishes },
      }),
    });
    const body = (await response.json()) as {
      choices?: { message: { content: string } }[];
      rollcall: Answer['rollcall'];
    };
    return {
      status: response.status,
      text: body.choices?.[0]?.message.content ?? '',
      rollcall: body.rollcall,
    };
  };

  const rowOf = async ({ rollcall }: Answer) => (await readRow(db, rollcall.rowId))!;

  /** The documents that these passages were cut from. */
  const documentsOf = async (passages: readonly string[] = []): Promise<string[]> => {
    const { rows } = await db.query<{ passage: string; document: string }>({
      name: 'test.documents',
      text: `SELECT p.id AS passage, d.external_id AS document
             FROM rollcall.passages p JOIN rollcall.documents d ON d.id = p.document_id WHERE p.id = ANY($1)`,
      values: [passages],
    });
    const byPassage = new Map(rows.map(({ passage, document }) => [passage, document]));
    return passages.map((passage) => byPassage.get(passage) ?? 'gone');
  };

  describe('drop', () => {
    it('keeps from the model what cannot help, says which that was, and citations meet their passages', async () => {
      await set({});
      model.answer = rightly;
      await ask(question);
      expect([...sourcesOf(model.asked[0]!).values()]).toContain(documents[2]!.text);

      await set({ drop: true });
      model.asked = [];
      const answer = await ask(question);
      expect(answer).toMatchObject({ status: 200, rollcall: { outcome: 'answered' } });
      const quoted = sourcesOf(model.asked[0]!);
      expect([...quoted.values()].sort()).toEqual([documents[0]!.text, documents[1]!.text]);
      expect(JSON.stringify(model.asked)).not.toContain('bell');

      const { evidence, maskedPrompt } = await rowOf(answer);
      expect(await documentsOf((evidence as Evidence).dropped)).toEqual(['bell']);
      expect(answer.rollcall.evidence?.dropped).toEqual((evidence as Evidence).dropped);
      const inPrompt = await documentsOf(maskedPrompt?.sources);
      expect([...quoted.values()]).toEqual(
        inPrompt.map((id) => documents.find((document) => document.id === id)?.text),
      );
      expect(answer.rollcall.grounding).toMatchObject({ supported: true });
      expect(answer.rollcall.grounding?.claims.flatMap(({ reasons }) => reasons)).toEqual([]);
      const cited = answer.rollcall.citations.map(({ documentId, text }) => [documentId, text]);
      expect(cited).toEqual([
        ['amount', documents[0]!.text],
        ['return', documents[1]!.text],
      ]);
    });

    it('leaves nothing out where all are as poor: the model is asked and declines', async () => {
      await set({ drop: true });
      model.answer = () => refusal;
      const answer = await ask('Who is the president of the bicycle federation?');
      expect(answer).toMatchObject({
        status: 200,
        text: refusal,
        rollcall: { outcome: 'abstained', abstainedBy: 'model', evidence: { sufficient: false } },
      });
      expect(answer.rollcall.evidence).not.toHaveProperty('dropped');
      expect(sourcesOf(model.asked[0]!).size).toBe(3);
    });

    it('beside abstain asks no model where there is nothing to answer from', async () => {
      await set({ drop: true, abstain: true });
      const answer = await ask('Who won the chess tournament?');
      expect(answer).toMatchObject({
        status: 200,
        rollcall: { outcome: 'abstained', abstainedBy: 'evidence', grounding: null },
      });
      expect(await rowOf(answer)).toMatchObject({ modelCalls: 0, maskedPrompt: null });
      expect(model.asked).toEqual([]);
    });
  });

  describe('an answer that is not borne out', () => {
    it('goes out with its verdict under annotate', async () => {
      await set({ grounding: 'annotate' });
      model.answer = () => wrong;
      const answer = await ask(question);
      expect(answer).toMatchObject({
        text: wrong,
        rollcall: { outcome: 'answered', grounding: { supported: false }, citations: [] },
      });
      expect(answer.rollcall.grounding).not.toHaveProperty('action');
      expect(model.asked).toHaveLength(1);
    });

    it('is asked for once more under retry, with what was wrong, and never a third time', async () => {
      await set({ grounding: 'retry', drop: true });
      model.answer = (messages, call) => (call === 1 ? wrong : rightly(messages));
      const better = await ask(question);
      expect(better.rollcall).toMatchObject({
        outcome: 'answered',
        grounding: {
          supported: true,
          action: { policy: 'retry', did: 'retried', first: { supported: false } },
        },
      });
      expect(better.text).toContain('400 euros');
      expect(model.asked).toHaveLength(2);
      const [first, second] = model.asked.map((messages) => messages.at(-1)?.content);
      expect(second?.startsWith(first!)).toBe(true);
      expect(second).toContain(`${JSON.stringify(wrong)} (the sources `);
      // What was left out stays out.
      expect(sourcesOf(model.asked[1]!)).toEqual(sourcesOf(model.asked[0]!));
      const row = await rowOf(better);
      expect(row).toMatchObject({ modelCalls: 2, promptTokens: 180, completionTokens: 20 });
      expect(Object.keys(row.timings ?? {})).toEqual(expect.arrayContaining(['generate', 'generate-2']));

      model.asked = [];
      model.answer = () => wrong;
      const same = await ask(question);
      expect(same).toMatchObject({ text: wrong, rollcall: { grounding: { supported: false } } });
      expect(model.asked).toHaveLength(2);
      expect(await rowOf(same)).toMatchObject({ status: 'answered', modelCalls: 2 });
    });

    it('loses its unsupported sentences under remove', async () => {
      await set({ grounding: 'remove' });
      model.answer = () => `${documents[1]!.text} ${wrong}`;
      const answer = await ask(question);
      expect(answer.text).toBe(documents[1]!.text);
      expect(answer.rollcall).toMatchObject({
        outcome: 'answered',
        grounding: {
          supported: true,
          action: { did: 'removed', removed: [{ reasons: [expect.any(String)] }] },
        },
      });
      expect(await rowOf(answer)).toMatchObject({ verdict: { action: { removed: [{ text: wrong }] } } });
    });

    it('is withheld under block, whatever less a request asks for', async () => {
      await set({ grounding: 'block' });
      model.answer = () => wrong;
      const answer = await ask(question, { grounding: 'off' });
      expect(answer.text).not.toContain('950');
      expect(answer.rollcall).toMatchObject({
        outcome: 'abstained',
        abstainedBy: 'verdict',
        grounding: { supported: false, claims: [], action: { policy: 'block', did: 'blocked' } },
      });
      const row = await rowOf(answer);
      expect(row).toMatchObject({ status: 'abstained', abstainedBy: 'verdict', modelCalls: 1 });
      expect(row.verdict).toMatchObject({ claims: [{ text: wrong, supported: false }] });
    });
  });

  it('a run is treated as its collection says, and its report says what its judge cost', async () => {
    await set({ drop: true, grounding: 'retry' });
    model.answer = rightly;
    const dataset = join(system.stateDir, 'questions.jsonl');
    // The collection has the passages that answer already; these bring nothing to the question.
    const line = { passages: [documents[3]!.text], question, answers: ['400'], answerable: true };
    const lines = ['one', 'two'].map((id) => JSON.stringify({ ...line, id }));
    writeFileSync(dataset, lines.join('\n'));
    const { status, summary } = await system.run({ dataset, collection, rehearsal: false, stopAfter: 0 });
    expect(status).toBe(0);
    expect(summary).toMatchObject({
      answered: 2,
      modelCalls: 2,
      policy: { sufficiency: 'drop', grounding: 'retry', actions: { none: 2 } },
      judge: {
        model: 'large',
        calls: 1,
        callsLeft: 0,
        tokens: 100,
        claims: 2,
        degradedByCode: { 'judge.over_budget': 1 },
      },
    });
    expect((await readRun(db, summary.run))?.settings).toMatchObject({
      drop: true,
      abstain: false,
      grounding: 'retry',
      judge: { model: 'large', endpoint: model.judgeUrl },
    });
    expect(summary.policy.passagesDropped).toBeGreaterThanOrEqual(2);
    expect(model.judged).toBe(1);
  });
});
