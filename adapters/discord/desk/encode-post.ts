/** Ours to Discord: a post in a ticket's thread. */
import { ButtonStyle, ComponentType, MessageFlags } from "discord.js";
import type { APIActionRowComponent, APIButtonComponent, RESTPostAPIChannelMessageJSONBody } from "discord.js";
import type { Choice } from "../../../src/contracts/message.ts";
import type { StaffPost } from "../../../src/contracts/staff-desk.ts";
import { truncateText } from "../../../src/shared/clean-text.ts";
import { cutContent, encodeNonce, escapeMarkdown, splitContent } from "../encode.ts";

const MAX_ROWS = 5;
const BUTTONS_PER_ROW = 5;
const MAX_LABEL_LENGTH = 80;

/** One body, or more when escaping made the words longer; the last has the buttons and is the post's own. */
export async function encodePost(
  post: StaffPost,
  hasFiles = false,
): Promise<readonly RESTPostAPIChannelMessageJSONBody[]> {
  const written = splitContent(layOut(post));
  // A file alone is a message without words.
  const contents = written.length === 0 && hasFiles ? [""] : written;
  const components = encodeButtons(post.buttons);
  return Promise.all(
    contents.map(async (content, index) => ({
      content,
      nonce: await encodeNonce(post.postId, index),
      // Discord then answers a second send with the first message instead of showing it twice.
      enforce_nonce: true,
      // Nothing a buyer wrote may call people.
      allowed_mentions: { parse: [] },
      flags: MessageFlags.SuppressEmbeds,
      ...(components.length > 0 && index === contents.length - 1 ? { components } : {}),
    })),
  );
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

function encodeButtons(rows: readonly (readonly Choice[])[]): APIActionRowComponent<APIButtonComponent>[] {
  // Discord refuses the whole message for one repeated or nameless button.
  const seen = new Set<string>();
  const isNew = ({ choiceId }: Choice) => !seen.has(choiceId) && seen.add(choiceId);
  return rows
    .map((row) => row.filter(isNew).slice(0, BUTTONS_PER_ROW))
    .filter((row) => row.length > 0)
    .slice(0, MAX_ROWS)
    .map((row) => ({
      type: ComponentType.ActionRow,
      components: row.map(({ choiceId, label }) => ({
        type: ComponentType.Button,
        style: ButtonStyle.Secondary,
        custom_id: choiceId,
        label: truncateText(label.trim() || choiceId, MAX_LABEL_LENGTH),
      })),
    }));
}
