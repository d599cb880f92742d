/** Small values that outlive the page: in localStorage, or in memory where the browser forbids that. */
export interface ValueStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): readonly string[];
}

export function createMemoryValues(): ValueStore {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key) ?? null,
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  };
}

/** Every access may throw (private mode, full disk), so each falls back to memory by itself. */
export function createBrowserValues(): ValueStore {
  const memory = createMemoryValues();
  const attempt = <Result>(inBrowser: (storage: Storage) => Result, inMemory: () => Result): Result => {
    try {
      return inBrowser(window.localStorage);
    } catch {
      return inMemory();
    }
  };
  return {
    get: (key) =>
      memory.get(key) ??
      attempt(
        (storage) => storage.getItem(key),
        () => null,
      ),
    set: (key, value) =>
      attempt(
        (storage) => storage.setItem(key, value),
        () => memory.set(key, value),
      ),
    remove: (key) => {
      memory.remove(key);
      attempt(
        (storage) => storage.removeItem(key),
        () => {},
      );
    },
    keys: () => [
      ...new Set([
        ...memory.keys(),
        ...attempt(
          (storage) => Object.keys(storage),
          () => [],
        ),
      ]),
    ],
  };
}
