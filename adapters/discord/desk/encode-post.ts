/** Ours to Discord: a post in a ticket's thread. */
import type { RESTPostAPIChannelMessageJSONBody } from "discord.js";
import type { Choice } from "../../../src/contracts/message.ts";
import type { StaffPost } from "../../../src/contracts/staff-desk.ts";
import {
  BUTTONS_PER_ROW,
  type ButtonRow,
  cutContent,
  encodeBodies,
  encodeRow,
  escapeMarkdown,
  MAX_ROWS,
  splitContent,
} from "../encode.ts";

/** One body, or more when escaping made the words longer; the last has the buttons and is the post's own. */
export async function encodePost(
  post: StaffPost,
  hasFiles = false,
): Promise<readonly RESTPostAPIChannelMessageJSONBody[]> {
  const written = splitContent(layOut(post));
  // A file alone is a message without words.
  const contents = written.length === 0 && hasFiles ? [""] : written;
  const bodies = await encodeBodies(post.postId, contents, encodeButtons(post.buttons));
  const { repliesTo } = post;
  // What came out of a form has no message to stand beneath.
  if (repliesTo === undefined || !/^\d{1,20}$/.test(repliesTo)) return bodies;
  const message_reference = { message_id: repliesTo, fail_if_not_exists: false };
  return bodies.map((body, at) => (at === 0 ? { ...body, message_reference } : body));
}

/** What a message that stands becomes: it stays one. */
export function encodeEdit(post: StaffPost) {
  const content = cutContent(layOut(post));
  return { content, components: encodeButtons(post.buttons), allowed_mentions: { parse: [] } };
}

function layOut({ blocks }: StaffPost): string {
  return blocks
    .map(({ heading, text }) => [heading === null ? "" : `**${escapeMarkdown(heading)}**`, escapeMarkdown(text)])
    .map((lines) => lines.filter((line) => line.trim() !== "").join("\n"))
    .filter((block) => block !== "")
    .join("\n");
}

function encodeButtons(rows: readonly (readonly Choice[])[]): ButtonRow[] {
  // Discord refuses the whole message for one repeated or nameless button.
  const seen = new Set<string>();
  const isNew = ({ choiceId }: Choice) => !seen.has(choiceId) && seen.add(choiceId);
  return rows
    .map((row) => row.filter(isNew).slice(0, BUTTONS_PER_ROW))
    .filter((row) => row.length > 0)
    .slice(0, MAX_ROWS)
    .map(encodeRow);
}
