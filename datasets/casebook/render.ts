import { concat, type MarkedText, plain } from './marked-text.ts';
import type { Random } from './random.ts';

/** What stands for `[path]` in a template. */
export type Slot = (path: string) => MarkedText;

/**
 * Fills a template: `{a|b|c}` is one of its alternatives (they nest, and may be empty), `[path]` a slot.
 * Alternatives are drawn in the order of the text, so that twins with the same draws get the same wording.
 */
export function render(template: string, choices: Random, slot: Slot): MarkedText {
  const parts: MarkedText[] = [];
  let at = 0;
  while (at < template.length) {
    const sign = template[at]!;
    if (sign === '{') {
      const end = closingBrace(template, at);
      parts.push(render(choices.pick(alternatives(template.slice(at + 1, end))), choices, slot));
      at = end + 1;
    } else if (sign === '[') {
      const end = template.indexOf(']', at);
      if (end < 0) throw new Error(`slot without an end: ${template.slice(at, at + 40)}`);
      parts.push(slot(template.slice(at + 1, end)));
      at = end + 1;
    } else {
      const rest = template.slice(at).search(/[{[]/);
      const end = rest < 0 ? template.length : at + rest;
      parts.push(plain(template.slice(at, end)));
      at = end;
    }
  }
  return concat(parts);
}

function closingBrace(template: string, open: number): number {
  let depth = 0;
  for (let i = open; i < template.length; i++) {
    if (template[i] === '{') depth++;
    if (template[i] === '}' && --depth === 0) return i;
  }
  throw new Error(`alternatives without an end: ${template.slice(open, open + 40)}`);
}

function alternatives(inner: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === '{') depth++;
    if (inner[i] === '}') depth--;
    if (inner[i] === '|' && depth === 0) {
      found.push(inner.slice(from, i));
      from = i + 1;
    }
  }
  return [...found, inner.slice(from)];
}
