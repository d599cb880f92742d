/** Waits for a promise, but never longer than allowed: libraries that hang or ignore an abort cannot hold us. */

export type Settled<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "fault"; readonly error: unknown }
  | { readonly kind: "late" }
  | { readonly kind: "aborted" };

/** Never throws. What the promise does after we stopped waiting is ignored. */
export function settleWithin<T>(promise: Promise<T>, ms: number, signal?: AbortSignal): Promise<Settled<T>> {
  return new Promise((resolve) => {
    const finish = (settled: Settled<T>): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      resolve(settled);
    };
    const onAbort = (): void => finish({ kind: "aborted" });
    const timer = setTimeout(() => finish({ kind: "late" }), Math.max(0, ms));
    promise.then(
      (value) => finish({ kind: "value", value }),
      (error: unknown) => finish({ kind: "fault", error }),
    );
    if (signal?.aborted) return onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
