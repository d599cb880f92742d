/** Values in the browser's localStorage; where the browser forbids that, they last as long as the page. */
import { createMemoryValues, type ValueStore } from "../thread/keep-values.ts";

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
