import { createHash } from 'node:crypto';
import { z } from 'zod';

export const faults = [
  'none',
  'empty-200',
  'http-500',
  'http-429',
  'html-200',
  'bad-json',
  'wrong-shape',
  'hang',
  'reset',
  'empty-answer',
  'stalled-stream',
  // Of embeddings; a chat request gets `wrong-shape` in their place.
  'wrong-count',
  'wrong-dimension',
  'not-finite',
] as const;

export type Fault = (typeof faults)[number];

/** How the model behaves: how slow it is, and how it fails. */
export const behaviour = z.strictObject({
  /** Wait before anything is sent, in milliseconds. */
  latencyMs: z.number().nonnegative().max(600_000).default(0),
  /** Further wait before the first token, in milliseconds. */
  ttftMs: z.number().nonnegative().max(600_000).default(0),
  /** Speed of the tokens; 0 means at once. */
  tokensPerSecond: z.number().nonnegative().default(0),
  /** Share by which each wait varies, up and down: 0.2 is ±20 %. */
  jitter: z.number().min(0).max(1).default(0),
  /** Share of requests that get the fault. */
  failRate: z.number().min(0).max(1).default(1),
  fault: z.enum(faults).default('none'),
  /** Faults in all, then none; without it there is no end. In the header: for each distinct request. */
  times: z.int().positive().optional(),
  seed: z.int().default(1),
});

export type Behaviour = z.infer<typeof behaviour>;

/** What is done to one request. Times in milliseconds. */
export type Treatment = { waitMs: number; pieceMs: number; fault: Fault };

/**
 * Decides by seed and request alone, so that a run can be repeated: `key` is the request's digest and `nth`
 * counts how often this very request came (a retry is drawn anew).
 */
export const treatmentOf = (settings: Behaviour, key: string, nth: number): Treatment => {
  const draw = (purpose: string): number => share(`${settings.seed} ${key} ${nth} ${purpose}`);
  const vary = (ms: number, purpose: string): number => ms * (1 + settings.jitter * (2 * draw(purpose) - 1));
  const fails = settings.fault !== 'none' && draw('fault') < settings.failRate;
  return {
    waitMs: vary(settings.latencyMs, 'latency') + vary(settings.ttftMs, 'ttft'),
    pieceMs: settings.tokensPerSecond === 0 ? 0 : vary(1000 / settings.tokensPerSecond, 'speed'),
    fault: fails ? settings.fault : 'none',
  };
};

/** Tells requests apart; hexadecimal. */
export const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** A number from 0 to 1 (exclusive) that looks random and is always the same for the same text. */
const share = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
