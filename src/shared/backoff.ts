/** How long to wait before the next try: doubling, capped, with full jitter. */

/** `attempt` counts from 1; `random` in 0..1. Between half and the whole of min(maxMs, firstMs * 2^(attempt-1)). */
export function backoffMs(
  attempt: number,
  limits: { readonly firstMs: number; readonly maxMs: number },
  random: number,
): number {
  const ceiling = Math.min(limits.maxMs, limits.firstMs * 2 ** Math.min(30, Math.max(0, attempt - 1)));
  return Math.round(ceiling * (0.5 + random / 2));
}
