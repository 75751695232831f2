import { asFailure, catalogue } from '@rollcall/failures';
import { paint } from './terminal/style.ts';
import { oneLine } from './terminal/text-width.ts';

/**
 * A failure in words for stderr: what happened, what may be shown of it, and what to do. Only an unexpected
 * one, a defect, shows its stack.
 */
export const explain = (thrown: unknown): string => {
  const failure = asFailure(thrown);
  const { message, remedy } = catalogue[failure.code];
  const details = Object.entries(failure.details ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name}: ${String(value).split('\n').map(oneLine).join('\n    ')}`);
  const stack = failure.code === 'internal.unexpected' && thrown instanceof Error ? [thrown.stack ?? ''] : [];
  const head = `${paint('red', message, process.stderr)} (${failure.code})`;
  return `${[head, ...details, remedy, ...stack].join('\n')}\n`;
};
