/** Chance that comes out the same every time: two runs must draw the same examples. */

/** A whole number from 0 to below `below`. */
export type Draw = (below: number) => number;

/** Mulberry32, a small public generator; good enough to pick examples with. */
export function createDraw(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** `count` different ones, or all of them when there are fewer. */
export function drawItems<Item>(items: readonly Item[], count: number, draw: Draw): Item[] {
  const left = [...items];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(draw(left.length), 1)).flat();
}
