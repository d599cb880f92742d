/** Removes what was put beside replies that nobody sent, and files that nothing refers to any more. */
import type { Instant, ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";

/** A reply that is begun on one day may be sent on the next. */
const MAX_UPLOAD_AGE_MS = 24 * 3_600_000;

/** Always false: there is never more to do at once. */
export async function sweepFiles(
  shopId: ShopId,
  { files, clock, log }: Pick<Ports, "files" | "clock" | "log">,
): Promise<boolean> {
  const removed = await files.sweep(shopId, (clock.now() - MAX_UPLOAD_AGE_MS) as Instant);
  if (removed > 0) log.info("files-swept", { removed });
  return false;
}
