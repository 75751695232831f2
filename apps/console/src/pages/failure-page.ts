import { catalogue, type Failure } from '@rollcall/failures';
import { prose } from './format.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';

/** A request that could not be served: the catalogue's word on it. */
export const failurePage = (failure: Failure): Html =>
  page({
    title: failure.code,
    content: html`
<section class="narrow">
<h1>${failure.message}</h1>
<p>${prose(catalogue[failure.code].remedy)}</p>
<p class="quiet"><code>${failure.code}</code></p>
</section>`,
  });
