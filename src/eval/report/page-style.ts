/** The look of the report's page: light and dark, and down to the width of a phone. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--ground:#fbfaf8;--card:#fff;--ink:#1d2530;--soft:#5c6675;--line:#dedbd4;--good:#1b7f6b;--bad:#c2491d;--plain:#5b7bb4;--was:#1d2530}
@media(prefers-color-scheme:dark){:root{--ground:#14181e;--card:#1c222b;--ink:#e8eaee;--soft:#a2acba;--line:#333c49;--good:#3fb49b;--bad:#f08256;--plain:#86a5de;--was:#fff}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1120px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:1.5rem;margin:0 0 4px}h2{font-size:1.15rem;margin:40px 0 12px}
p{margin:0 0 12px}.facts{color:var(--soft);font-size:.85rem;overflow-wrap:anywhere}
small{color:var(--soft);font-size:.8em}.tile small,figcaption small{white-space:nowrap}.curve{max-width:640px}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:10px;margin-top:20px}
.tile,.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 14px;margin:0}
.tile b{display:block;font-size:1.5rem;line-height:1.3;font-variant-numeric:tabular-nums}
.tile.met b{color:var(--good)}.tile.miss b{color:var(--bad)}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(300px,100%),1fr));gap:12px}
figcaption{font-weight:600;margin-bottom:6px}svg{display:block;width:100%;height:auto}
svg text{fill:var(--ink);font:12px system-ui,sans-serif;dominant-baseline:middle}
svg .whole{font-weight:700}svg .axis{fill:var(--soft);dominant-baseline:auto}.mark::before{content:"";display:inline-block;width:10px;height:10px;border-radius:5px;background:var(--bad);margin-inline-end:8px}
.bar{fill:var(--good)}.bar.miss{fill:var(--bad)}.bar.plain{fill:var(--plain)}
.goal{stroke:var(--soft);stroke-dasharray:3 3}.was{stroke:var(--was);stroke-width:2}
.grid{stroke:var(--line)}.line{fill:none;stroke:var(--plain);stroke-width:2}.dot{fill:var(--bad)}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:7px 10px;text-align:start;vertical-align:top;border-top:1px solid var(--line)}
thead th{border-top:0;font-size:.8rem;color:var(--soft);font-weight:600;vertical-align:bottom}
tbody th{font-weight:600;white-space:nowrap}
td.right{background:color-mix(in srgb,var(--good) calc(var(--share)*.5),transparent)}
td.wrong{background:color-mix(in srgb,var(--bad) calc(var(--share)*.5 + 8%),transparent)}
.outcomes td{white-space:nowrap}.outcomes td small{margin-inline-start:6px}
@media(max-width:640px){.worst thead{display:none}.worst tr{display:block;padding:8px 0;border-top:1px solid var(--line)}.worst td{display:inline-block;border:0;padding:1px 10px}.worst td.asked{display:block}}
.asked{min-width:240px}.asked small,.asked span{display:block}
`;
