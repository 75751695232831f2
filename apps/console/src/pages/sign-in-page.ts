import { type Html, html } from './html.ts';
import { page } from './layout.ts';

export type SignIn = {
  /** A token was given and is wrong. */
  refused: boolean;
  /** A token is configured at all. */
  possible: boolean;
};

/** Asks for the service token. */
export const signInPage = ({ refused, possible }: SignIn): Html =>
  page({
    title: 'Sign in',
    content: html`
<section class="narrow">
<h1>Sign in</h1>
${refused && html`<p class="notice bad" role="alert">That is not this stack’s service token.</p>`}
${
  possible
    ? html`<p>These pages show the text of documents and answers. Give the stack’s service token
(<code>ROLLCALL_SERVICE_TOKEN</code>) to see them.</p>
<form class="sign-in" action="/session" method="post">
<label for="token">Service token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required>
<button>Sign in</button>
</form>`
    : html`<p>This console has no service token, so it answers only to the machine that it runs on, by a
loopback address such as <code>127.0.0.1</code>.</p>`
}
</section>`,
  });
