/** Lets anybody else go first: mostly at once, sometimes a few milliseconds later. */
export function breathe(): Promise<void> {
  const ms = Math.random() < 0.5 ? 0 : Math.random() * 8;
  return new Promise((resolve) => (ms === 0 ? setImmediate(resolve) : setTimeout(resolve, ms)));
}

export function shuffle<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
