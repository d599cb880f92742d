/** Collects items while a flush is under way, so that many small writes become a few. */

export interface Batcher<Item> {
  /** Resolves when the flush that held the item has ended; rejects with its error. */
  add(item: Item): Promise<void>;
}

export function createBatcher<Item>(flush: (items: readonly Item[]) => Promise<void>): Batcher<Item> {
  let waiting: { item: Item; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let isRunning = false;

  const run = async (): Promise<void> => {
    isRunning = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await flush(batch.map((each) => each.item));
        for (const each of batch) each.resolve();
      } catch (error) {
        for (const each of batch) each.reject(error);
      }
    }
    isRunning = false;
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        // A microtask later, so that what was added in the same breath goes together.
        if (!isRunning) {
          isRunning = true;
          queueMicrotask(() => void run());
        }
      }),
  };
}
