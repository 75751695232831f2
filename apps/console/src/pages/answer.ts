import type { Claim, Verdict } from '@rollcall/pipeline';
import { share } from './format.ts';
import { type Content, type Html, html } from './html.ts';
import { scrolling } from './layout.ts';

/** A piece of the answer, and the claim that it states, if it states one. */
export type Segment = { text: string; claim?: Claim };

/**
 * The answer cut at its claims. Offsets are used only where the text at each of them is the claim's own:
 * a verdict on the masked answer does not fit the restored one, and the answer then stays in one piece.
 */
export const segmentsOf = (answer: string, claims: readonly Claim[]): Segment[] => {
  const segments: Segment[] = [];
  let at = 0;
  for (const claim of claims.toSorted((a, b) => a.start - b.start)) {
    if (claim.start < at || answer.slice(claim.start, claim.end) !== claim.text) return [{ text: answer }];
    if (claim.start > at) segments.push({ text: answer.slice(at, claim.start) });
    segments.push({ text: claim.text, claim });
    at = claim.end;
  }
  if (at < answer.length) segments.push({ text: answer.slice(at) });
  return segments;
};

/** The answer as the caller got it, with its claims marked as borne out or not. */
export const answerText = (answer: string, verdict: Verdict | undefined): Html =>
  html`<p class="answer">${segmentsOf(answer, verdict?.claims ?? []).map(({ text, claim }) =>
    claim?.kind === 'claim'
      ? html`<mark class="${claim.supported ? 'supported' : 'unsupported'}">${text}</mark>`
      : text,
  )}</p>`;

/** Each claim with its score and the sources that bear it out, by their numbers in the prompt. */
export const claimTable = (verdict: Verdict, sources: readonly string[]): Html =>
  scrolling(
    'Claims',
    html`<table>
<thead><tr><th scope="col">Claim</th><th scope="col">Kind</th><th scope="col">Borne out</th>
<th scope="col" class="number">Score</th><th scope="col">Sources</th><th scope="col">Reasons</th></tr></thead>
<tbody>
${verdict.claims.map(
  (claim) => html`<tr>
<td class="prose">${claim.text}</td>
<td>${claim.kind}</td>
<td>${claim.kind !== 'claim' ? '–' : claim.supported ? html`<span class="good">yes</span>` : html`<span class="bad">no</span>`}</td>
<td class="number">${claim.kind === 'claim' ? share(claim.score) : '–'}</td>
<td>${citationsOf(claim, sources)}</td>
<td>${claim.reasons.map(({ code }) => html`<code>${code}</code> `)}</td>
</tr>
`,
)}
</tbody></table>`,
  );

const citationsOf = (claim: Claim, sources: readonly string[]): Content => {
  const cited = [...new Set(claim.citations.map(({ passageId }) => passageId))];
  if (cited.length === 0) return '–';
  return cited.map((id) => {
    const number = sources.indexOf(id) + 1;
    return html`<span class="tag" title="passage ${id}">${number > 0 ? `[${number}]` : id.slice(0, 8)}</span> `;
  });
};
