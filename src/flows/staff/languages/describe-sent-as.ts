/** Beneath what somebody of the team wrote in a thread: what the buyer got of it, where that is in another language. */
import type { StaffCapabilities, StaffDesk } from "../../../contracts/staff-desk.ts";
import type { MirroredMessage, NewStaffPost, StaffNews } from "../../../contracts/staff-store.ts";
import { cutPosts } from "./cut-posts.ts";
import { headLanguage } from "./name-language.ts";
import { heldCause } from "./say-translated.ts";

interface Telling {
  readonly news: StaffNews;
  readonly desk: StaffDesk;
  readonly limits: StaffCapabilities;
}

/** `own` begins the draft keys of the thread's own replies; behind it stands whose message it was. */
export function describeSentAs(
  replies: readonly MirroredMessage[],
  own: string,
  { news, desk, limits }: Telling,
): readonly NewStaffPost[] {
  return replies.flatMap(({ draftKey, ownWords, language, delivery }) => {
    if (draftKey === null || ownWords === null || delivery === "cancelled") return [];
    const messageKey = draftKey.slice(own.length);
    // A long reply is several messages, and their author's words stand with the first.
    const parts = replies.filter((reply) => reply.draftKey === draftKey);
    const text = parts.map((part) => part.text).join("\n");
    const heading = headLanguage(language ?? news.ticket.language, desk.language);
    const posts = cutPosts(`sent-as:${messageKey}`, "message", { blocks: [{ heading, text }], files: [], limits });
    return posts.map((post, at) => {
      return at === 0 ? { ...post, repliesTo: messageKey, edits: heldCause(messageKey) } : post;
    });
  });
}
