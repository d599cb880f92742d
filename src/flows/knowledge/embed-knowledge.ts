/** Vectors for passages that have none yet, then the vector index made to hold exactly the shop's passages. */
import type { Passage } from "../../contracts/answer.ts";
import type { PassageId, ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";

const BATCH = 64;

/**
 * False when the embedder did not answer: what was computed is kept, and the next run goes on from there. A budget that
 * is spent is no fault: the rest is found by words, and the server's hourly look at the knowledge goes on after midnight.
 */
export async function embedKnowledge(
  shopId: ShopId,
  passages: readonly Passage[],
  ports: Pick<Ports, "knowledge" | "embedder" | "vectors" | "log">,
  signal: AbortSignal,
): Promise<boolean> {
  const { embedder, vectors } = ports;
  if (!embedder || !vectors || passages.length === 0) return true;
  const known = new Map<PassageId, readonly number[]>(
    await ports.knowledge.loadVectors(shopId, embedder.model, passages),
  );
  const missing = passages.filter((passage) => !known.has(passage.passageId));
  let isSpent = false;
  const call = { shopId, onBudgetSpent: () => void (isSpent = true) };
  let done = 0;
  for (; done < missing.length; done += BATCH) {
    const batch = missing.slice(done, done + BATCH);
    const computed = await embedder.embed(batch.map(textOf), signal, call);
    if (isSpent) break;
    if (computed === null) return false;
    const fresh = new Map(batch.flatMap((passage, index) => (computed[index] ? [[passage, computed[index]]] : [])));
    await ports.knowledge.saveVectors(shopId, embedder.model, fresh);
    for (const [passage, vector] of fresh) known.set(passage.passageId, vector);
  }
  await vectors.replace(shopId, embedder.model, known);
  ports.log.info("knowledge-embedded", { passages: known.size, waiting: Math.max(0, missing.length - done) });
  return true;
}

function textOf(passage: Passage): string {
  return [passage.title, ...passage.headings, passage.text].join("\n");
}
