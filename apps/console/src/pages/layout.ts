import { type Content, type Html, html } from './html.ts';
import { stylesheetPath } from './send.ts';

export type PageParts = {
  title: string;
  /** From the first page to this one's parent. */
  path?: { href: string; label: string }[];
  /** Loads the page again after so many seconds: for work that is still going on. */
  refreshSeconds?: number | undefined;
  content: Content;
};

/** The frame around every page. */
export const page = ({ title, path = [], refreshSeconds, content }: PageParts): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refreshSeconds !== undefined && html`<meta http-equiv="refresh" content="${refreshSeconds}">`}
<title>${title} – Rollcall</title>
<link rel="stylesheet" href="${stylesheetPath}">
</head>
<body>
<header class="top">
<a class="brand" href="/">Rollcall</a>
<nav aria-label="Where you are">${path.map(({ href, label }) => html`<span aria-hidden="true">/</span><a href="${href}">${label}</a>`)}</nav>
<form class="find" action="/find" method="get" role="search">
<label class="unseen" for="find">Row or trace id</label>
<input id="find" name="id" placeholder="Row or trace id" autocomplete="off" spellcheck="false" maxlength="64">
<button>Find</button>
</form>
</header>
<main>
${content}
</main>
</body>
</html>
`;

/** A term and its value in a list of facts; nothing where there is no value. */
export const fact = (term: string, value: Content): Content =>
  value !== null &&
  value !== undefined &&
  value !== false &&
  value !== '' &&
  html`<div><dt>${term}</dt><dd>${value}</dd></div>`;

/** How a row ended, as a coloured word. */
export const badge = (status: string): Html => html`<span class="badge ${status}">${status}</span>`;

/** A table that scrolls by itself where the screen is narrow. */
export const scrolling = (label: string, table: Html): Html =>
  html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
