/** Below a message that its readers do not read waits its translation; the original goes at once. */
import type { MirroredMessage, NewStaffPost } from "../../../contracts/staff-store.ts";
import type { Wanted } from "./want-translations.ts";

export function awaitTranslation(
  posts: readonly NewStaffPost[],
  { messageId, seq }: MirroredMessage,
  wanted: Wanted,
): readonly NewStaffPost[] {
  const language = wanted.get(messageId);
  const last = posts.findLastIndex(({ blocks }) => blocks.length > 0);
  const original = posts[last];
  if (language === undefined || original === undefined) return posts;
  // Of a message that fills several posts nobody could say below which it belongs: it stands behind them.
  const isWhole = last === 0;
  const waiting: NewStaffPost = {
    cause: `translation:${seq}`,
    kind: "message",
    blocks: [],
    files: [],
    translates: { messageId, language, of: original.cause },
  };
  return [...posts.map((post, at) => (isWhole && at === last ? { ...post, isAwaited: true } : post)), waiting];
}
