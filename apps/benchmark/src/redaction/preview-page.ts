import { style } from '../storm/page/style.ts';
import { escapeHtml } from '../storm/page/svg.ts';
import { countByType, piecesOf } from './marked-text.ts';
import type { Preview } from './preview.ts';

/** Colours of the page's style; types beyond take them again. */
const colours = 7;

const ownStyle = `
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; background: var(--card); padding: 1rem; border-radius: .5rem; }
mark { color: inherit; background: color-mix(in srgb, var(--here) 22%, transparent); border-bottom: 2px solid var(--here); border-radius: .2rem; padding: 0 .15em; }
mark small { color: var(--here); font-weight: 600; margin-left: .3em; }
${Array.from({ length: colours }, (_, at) => `.t${at} { --here: var(--c${at}); }`).join('\n')}
`;

/**
 * A text with what masking would replace, as one HTML file that loads nothing and runs nothing. It has the text's
 * personal data in it. Pure.
 */
export const previewPage = (name: string, text: string, preview: Preview): string => {
  const counts = countByType(preview);
  const colourOf = new Map(counts.map(({ type }, at) => [type, `t${at % colours}`]));
  const legend = counts.map(
    ({ type, count }) =>
      `<mark class="${colourOf.get(type)}">${escapeHtml(type)}<small>${count}</small></mark>`,
  );
  const body = piecesOf(text, preview.findings).map(({ text: piece, finding }) =>
    finding === undefined
      ? escapeHtml(piece)
      : `<mark class="${colourOf.get(finding.type)}" title="${escapeHtml(finding.type)}">${escapeHtml(piece)}<small>${escapeHtml(finding.replacement)}</small></mark>`,
  );
  const total = preview.findings.length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What would be masked in ${escapeHtml(name)}</title>
<style>${style}${ownStyle}</style>
</head>
<body>
<header><div>
<h1>${total.toLocaleString('en')} ${total === 1 ? 'value' : 'values'} would be masked</h1>
<p class="soft">${escapeHtml(name)}. This page has the values in it.</p>
</div></header>
<p>${legend.join(' ')}</p>
<pre>${body.join('')}</pre>
</body>
</html>
`;
};
