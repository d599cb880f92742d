/** Keeps what is asked for with every message and changes rarely. */
import type { Clock } from "../contracts/runtime.ts";

export interface Remembered<Key, Value> {
  get(key: Key): Promise<Value>;
  forget(key: Key): void;
}

/** Nothing is kept of a key for which `load` gives null. */
export function remember<Key, Value>(
  keptMs: number,
  clock: Pick<Clock, "now">,
  load: (key: Key) => Promise<Value>,
): Remembered<Key, Value> {
  const held = new Map<Key, { readonly value: Value; readonly until: number }>();
  return {
    async get(key) {
      const known = held.get(key);
      if (known && known.until > clock.now()) return known.value;
      const value = await load(key);
      if (value !== null) held.set(key, { value, until: clock.now() + keptMs });
      return value;
    },
    forget: (key) => void held.delete(key),
  };
}
