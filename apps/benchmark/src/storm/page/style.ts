/** The page's style: light or dark as the reader's system is; seven colours that differ in lightness, too. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1c2128; --soft: #59636e; --rule: #e3e7eb; --card: #f6f8fa;
  --good: #1a7f37; --warn: #9a6700; --bad: #cf222e; --idle: #afb8c1;
  --c0: #0969da; --c1: #bf5700; --c2: #1a7f37; --c3: #8250df; --c4: #b08800; --c5: #c2388b; --c6: #1b7c83;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1117; --ink: #e6edf3; --soft: #9198a1; --rule: #262c36; --card: #151b23;
    --good: #3fb950; --warn: #d29922; --bad: #f85149; --idle: #484f58;
    --c0: #4493f8; --c1: #f0883e; --c2: #3fb950; --c3: #ab7df8; --c4: #e3b341; --c5: #f778ba; --c6: #56d4dd;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
header { display: flex; gap: 1.25rem; align-items: flex-start; margin-bottom: 1.5rem; }
h1 { font-size: 1.55rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.05rem; margin: 2.5rem 0 .5rem; }
p { margin: .25rem 0; }
.soft, .none { color: var(--soft); }
.badge {
  flex: none; padding: .3rem 1rem; border-radius: .5rem; color: #fff; font-weight: 700; font-size: 1.3rem;
  text-transform: uppercase; letter-spacing: .04em;
}
.badge.pass { background: #1a7f37; } .badge.fail { background: #cf222e; }
code { font: .92em ui-monospace, monospace; overflow-wrap: anywhere; }
.reasons { margin: 0; padding: .75rem 1rem .75rem 2rem; border-left: 4px solid var(--bad); background: var(--card); border-radius: .25rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.8rem, 1fr)); gap: .6rem; margin: 1.5rem 0; }
.tile { background: var(--card); border-radius: .5rem; padding: .6rem .8rem; font-size: .85rem; line-height: 1.3; }
.tile b { display: block; font-size: 1.25rem; line-height: 1.4; white-space: nowrap; }
.tile.bad b { color: var(--bad); } .tile.good b { color: var(--good); }
.grid2 { display: grid; grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr)); gap: 1.25rem; }
.grid3 { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem; }
figure { margin: 0; min-width: 0; }
figcaption { font-weight: 600; font-size: .92rem; }
svg { display: block; width: 100%; height: auto; }
.grid { stroke: var(--rule); }
.axis { fill: var(--soft); font-size: 11px; }
.line { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
.area { fill: currentColor; opacity: .85; stroke: none; }
.bound { stroke: var(--bad); stroke-dasharray: 5 4; stroke-width: 1.4; }
.bound-label { fill: var(--bad); font-size: 11px; }
.goal { stroke: var(--soft); stroke-dasharray: 5 4; }
.goal-label { fill: var(--soft); font-size: 11px; }
.answered-line { stroke: var(--soft); stroke-dasharray: 1 3; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem .9rem; font-weight: 400; color: var(--soft); font-size: .82rem; }
.legend b { color: var(--ink); font-weight: 600; }
.legend i { display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin-right: .35em; background: currentColor; }
.c0 { color: var(--c0); } .c1 { color: var(--c1); } .c2 { color: var(--c2); } .c3 { color: var(--c3); }
.c4 { color: var(--c4); } .c5 { color: var(--c5); } .c6 { color: var(--c6); }
.answered { color: var(--good); } .abstained { color: var(--warn); } .failed { color: var(--bad); }
.lost { color: var(--c3); } .open { color: var(--idle); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { font-weight: 600; color: var(--soft); }
td.number, th.number { text-align: right; }
td.bad { color: var(--bad); font-weight: 600; }
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; }
@media print { body { max-width: none; } figure, .tile { break-inside: avoid; } }
`;
