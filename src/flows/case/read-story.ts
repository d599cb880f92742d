/** What was said in all conversations of a case, as one story. */
import type { CasePart } from "../../contracts/merge.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { TimelineMessage } from "../../contracts/message.ts";
import type { Ports } from "../../contracts/ports.ts";

/** Of each conversation the newest `limit`. */
export async function readStory(
  shopId: ShopId,
  parts: readonly CasePart[],
  limit: number,
  { conversations }: Pick<Ports, "conversations">,
): Promise<readonly TimelineMessage[]> {
  const told = await Promise.all(
    parts.map(({ conversationId }) => conversations.timeline(shopId, conversationId, { limit })),
  );
  return weave(told);
}

/** By the clock; within a conversation the order in which it was kept holds, whatever the clocks say. */
function weave(told: readonly (readonly TimelineMessage[])[]): readonly TimelineMessage[] {
  const [only = [], ...others] = told;
  if (others.length === 0) return only;
  const left = told.map((messages) => [...messages]);
  const story: TimelineMessage[] = [];
  for (;;) {
    const heads = left.flatMap((messages) => (messages[0] ? [{ messages, at: messages[0].at }] : []));
    const [next] = heads.toSorted((one, other) => one.at - other.at);
    const message = next?.messages.shift();
    if (!message) return story;
    story.push(message);
  }
}
