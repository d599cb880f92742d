/** Risk over coverage: how many of the answers would be wrong, were more or fewer questions answered. */
import type { CurvePoint } from "../sets/measure-separation.ts";
import { escapeText } from "./escape-text.ts";

const WIDTH = 440;
const HEIGHT = 270;
const LEFT = 52;
const BOTTOM = 40;
const TOP = 12;
const RIGHT = 22;

/** `now` is where the program stands: what it did answer, by its own bar. */
export function drawCurve(
  points: readonly CurvePoint[],
  now: { readonly coverage: number; readonly risk: number },
): string {
  const highest = Math.max(0.05, now.risk, ...points.map(({ risk }) => risk));
  const top = Math.ceil(highest * 20) / 20;
  const x = (coverage: number) => LEFT + coverage * (WIDTH - LEFT - RIGHT);
  const y = (risk: number) => HEIGHT - BOTTOM - (risk / top) * (HEIGHT - BOTTOM - TOP);
  const path = points.map(
    ({ coverage, risk }, at) => `${at === 0 ? "M" : "L"}${x(coverage).toFixed(1)} ${y(risk).toFixed(1)}`,
  );
  const [dotX, dotY] = [x(now.coverage), y(now.risk)];
  const label = `answered now: ${percent(now.coverage)}, wrong ${percent(now.risk)}`;
  return `<p class="mark">${label}</p><svg class="curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeText(`risk over coverage; ${label}`)}">
${[0, 0.25, 0.5, 0.75, 1].map((at) => gridX(x(at), percent(at))).join("")}
${[0, 0.25, 0.5, 0.75, 1].map((at) => gridY(y(at * top), percent(at * top))).join("")}
<path class="line" d="${path.join("")}"/>
<circle class="dot" cx="${dotX.toFixed(1)}" cy="${dotY.toFixed(1)}" r="5"/>
<text class="axis" x="${WIDTH / 2}" y="${HEIGHT - 4}" text-anchor="middle">answerable questions answered</text>
<text class="axis" x="${LEFT + 6}" y="${TOP + 8}">of all answers, wrong</text></svg>`;
}

function gridX(at: number, label: string): string {
  return `<line class="grid" x1="${at}" x2="${at}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/><text class="axis" x="${at}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${label}</text>`;
}

function gridY(at: number, label: string): string {
  return `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/><text class="axis" x="${LEFT - 6}" y="${at + 4}" text-anchor="end">${label}</text>`;
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}
