/** The pages' one stylesheet: system fonts, light and dark by the reader's setting, no foreign asset. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: #fbfbfa; --raised: #ffffff; --ink: #1d2126; --quiet: #68707a; --line: #e3e5e8; --link: #0b5cad;
  --good: #2e8b57; --still: #5b7fa6; --bad: #c23b3b; --lost: #8a4fa3; --open: #b9bec5; --warn: #a86a00;
  --good-ground: #e5f4eb; --still-ground: #e6eef7; --bad-ground: #fbe9e8; --lost-ground: #f3e8f7;
  --open-ground: #eceef0; --warn-ground: #fdf3e0;
  --gateway: #4c78a8; --retriever: #2f9e8f; --redactor: #c2782f; --grounder: #7a62b8; --model-proxy: #c0567d;
  --small-model: #d08ba8; --benchmark: #6b8e3a; --other: #8b9099; --hatch: #9aa1aa; --hatch-ground: #eceef0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15181c; --raised: #1b1f24; --ink: #e4e7eb; --quiet: #98a1ac; --line: #2c3239; --link: #7db7f0;
    --good: #4fb37a; --still: #7fa6d1; --bad: #e5716c; --lost: #be87d8; --open: #5a626c; --warn: #e0a94a;
    --good-ground: #17301f; --still-ground: #1a2a3c; --bad-ground: #3a1e1f; --lost-ground: #2f2038;
    --open-ground: #272c33; --warn-ground: #33280f;
    --gateway: #6c9bd1; --retriever: #4fc1b0; --redactor: #df9a55; --grounder: #a08ae0; --model-proxy: #e07ba1;
    --small-model: #e5adc4; --benchmark: #93b85c; --other: #868d97; --hatch: #66707c; --hatch-ground: #272c33;
  }
}
* { box-sizing: border-box; }
html { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
body { margin: 0; background: var(--ground); color: var(--ink); }
main { max-width: 1280px; margin: 0 auto; padding: 8px 24px 64px; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
h1 { font-size: 1.45rem; font-weight: 600; margin: 20px 0 14px; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; font-weight: 600; margin: 34px 0 10px; }
h3 { font-size: .8rem; font-weight: 600; color: var(--quiet); margin: 14px 0 4px; }
code, pre, .id { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .87em; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; margin: 0; padding: 12px 14px;
  white-space: pre-wrap; overflow-wrap: anywhere; }
h2 .id { font-weight: 400; margin-left: 6px; overflow-wrap: anywhere; }
.quiet, .empty, small { color: var(--quiet); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.narrow { max-width: 34rem; }
.good { color: var(--good); } .bad { color: var(--bad); }

.top { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; padding: 10px 24px;
  border-bottom: 1px solid var(--line); background: var(--raised); }
.brand { font-weight: 650; color: var(--ink); letter-spacing: .01em; }
.top nav { display: flex; gap: 8px; color: var(--quiet); }
.find { margin-left: auto; display: flex; gap: 6px; }
input, button { font: inherit; font-size: .9rem; color: inherit; background: var(--ground);
  border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; }
button { cursor: pointer; }
.sign-in { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.sign-in label { flex-basis: 100%; }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 12px 20px; margin: 0 0 18px; }
.facts div { min-width: 0; }
.facts div:has(.id) { grid-column: span 2; }
.facts dt { font-size: .78rem; color: var(--quiet); }
.facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }

.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--raised); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { padding: 7px 12px; text-align: left; vertical-align: middle; white-space: nowrap; border-bottom: 1px solid var(--line); }
tbody tr:last-child > *, tfoot > tr > * { border-bottom: 0; }
tfoot > tr > * { border-top: 1px solid var(--line); }
thead th { font-size: .78rem; font-weight: 500; color: var(--quiet); }
tbody th, tfoot th { font-weight: 500; }
tbody tr:hover { background: color-mix(in srgb, var(--link) 5%, transparent); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.zero { color: var(--quiet); }
td.prose { white-space: normal; min-width: 22rem; }
td.wide, th.wide { min-width: 150px; width: 22%; }

.bar { display: block; border-radius: 5px; background: var(--open-ground); }
.bar .answered { fill: var(--good); } .bar .abstained { fill: var(--still); } .bar .failed { fill: var(--bad); }
.bar .lost { fill: var(--lost); } .bar .open { fill: var(--open); }

.badge { display: inline-block; padding: 0 9px; border-radius: 10px; font-size: .8rem; font-weight: 500; line-height: 20px; vertical-align: middle; }
.badge.answered { color: var(--good); background: var(--good-ground); }
.badge.abstained { color: var(--still); background: var(--still-ground); }
.badge.failed { color: var(--bad); background: var(--bad-ground); }
.badge.lost { color: var(--lost); background: var(--lost-ground); }
.badge.open { color: var(--quiet); background: var(--open-ground); }
.tag { display: inline-block; padding: 0 6px; border-radius: 4px; background: var(--open-ground); font-size: .8rem; color: var(--ink); }
.tag.warn { color: var(--warn); background: var(--warn-ground); }
.tag.bad { color: var(--bad); background: var(--bad-ground); }

.choices { display: flex; flex-wrap: wrap; gap: 6px; margin: 14px 0 4px; }
.choice { display: inline-flex; align-items: center; gap: 6px; padding: 2px 11px; border: 1px solid var(--line); border-radius: 14px; color: var(--ink); font-size: .87rem; }
.choice b { font-weight: 600; font-variant-numeric: tabular-nums; }
.choice[aria-current] { border-color: var(--link); background: color-mix(in srgb, var(--link) 9%, transparent); }
.choice i { width: 8px; height: 8px; border-radius: 50%; background: var(--open); }
.choice.all i { display: none; }
.choice.answered i { background: var(--good); } .choice.abstained i { background: var(--still); }
.choice.failed i { background: var(--bad); } .choice.lost i { background: var(--lost); }
.pages { display: flex; gap: 16px; margin: 12px 2px; font-size: .9rem; color: var(--quiet); }
.clear { font-size: .85rem; font-weight: 400; margin-left: 8px; }

.notice { border: 1px solid var(--line); border-left: 4px solid var(--still); border-radius: 6px; background: var(--raised); padding: 10px 16px; margin: 0 0 18px; color: var(--ink); }
.notice p { margin: 2px 0; }
.notice.bad { border-left-color: var(--bad); } .notice.warn { border-left-color: var(--warn); }
.notice .remedy { color: var(--quiet); }
.notice .facts { margin: 10px 0 2px; }
.answer { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; margin: 0; }
mark { color: inherit; background: none; text-decoration: underline 2px; text-underline-offset: 4px; }
mark.supported { text-decoration-color: var(--good); }
mark.unsupported { text-decoration-color: var(--bad); text-decoration-style: wavy; background: var(--bad-ground); }
.prompt { margin-top: 34px; }
.prompt summary { cursor: pointer; }
.prompt summary h2 { display: inline; }

.chart td, .chart th { padding-top: 2px; padding-bottom: 2px; border-bottom: 0; }
.chart td.track { padding-top: 0; padding-bottom: 0; }
.chart thead th { padding-top: 8px; padding-bottom: 6px; border-bottom: 1px solid var(--line); }
.track { width: 58%; min-width: 340px; }
.line { display: block; overflow: hidden; }
thead .line { overflow: visible; }
.line text { font-size: 11px; fill: var(--quiet); font-variant-numeric: tabular-nums; }
.line text.middle { text-anchor: middle; } .line text.end { text-anchor: end; }
.tick { stroke: var(--line); }
.break { fill: var(--open-ground); opacity: .7; }
.hatch { fill: var(--hatch); } .hatch-ground { fill: var(--hatch-ground); }
.wait { fill: url(#wait); stroke: var(--hatch); stroke-width: .75; }
.work { fill: var(--other); } .dot { background: var(--other); }
.dot { display: inline-block; width: 9px; height: 9px; border-radius: 2px; margin-right: 7px; }
${['gateway', 'retriever', 'redactor', 'grounder', 'model-proxy', 'small-model', 'benchmark']
  .map(
    (service) =>
      `.work.${service} { fill: var(--${service}); } .dot.${service} { background: var(--${service}); }`,
  )
  .join('\n')}
.work.error { stroke: var(--bad); stroke-width: 2; }
.waterfall tr.failed { background: var(--bad-ground); }
.waterfall th .hop { font-weight: 600; } .waterfall th .span { font-weight: 400; }
.waterfall small { margin-left: 4px; }
${Array.from({ length: 13 }, (_, depth) => `.in${depth} { padding-left: ${depth * 16}px; }`).join('\n')}
@media (max-width: 640px) { main { padding: 4px 12px 48px; } .top { padding: 10px 12px; } .find { margin-left: 0; } }
`.trimStart();
