/** Waiting between tries: longer each time, scattered, and ended early by whoever knows better. */
export interface Waiter {
  /** Resolves after the time, or at once when `wake` is called. */
  wait(ms: number): Promise<void>;
  wake(): void;
}

export function createWaiter(): Waiter {
  let wake = () => {};
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    wake: () => wake(),
  };
}

/** Half a second, one, two ... fifteen; scattered, so that a server that comes back is not met by everybody at once. */
export function backOff(failures: number): number {
  return Math.min(15_000, 500 * 2 ** Math.min(failures - 1, 10)) * (0.5 + Math.random() / 2);
}
