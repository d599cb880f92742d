/** Waits for something that cannot be aborted itself, but no longer than until the signal aborts. */

/** Null when the signal came first; a later rejection of `work` is then nobody's concern. */
export async function orAbort<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | null> {
  work.catch(() => {});
  if (signal.aborted) return null;
  const aborted = Promise.withResolvers<null>();
  const onAbort = () => aborted.resolve(null);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
