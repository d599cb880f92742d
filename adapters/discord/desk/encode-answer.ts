/** Ours to Discord: what somebody of the team is shown for what they did. */
import { ComponentType, InteractionResponseType, MessageFlags, TextInputStyle } from "discord.js";
import type { APIActionRowComponent, APIStringSelectComponent } from "discord.js";
import type { Choice } from "../../../src/contracts/message.ts";
import type { StaffOutcome } from "../../../src/contracts/staff-desk.ts";
import { assertNever } from "../../../src/shared/assert-never.ts";
import { truncateText } from "../../../src/shared/clean-text.ts";
import { cutContent, escapeMarkdown } from "../encode.ts";
import type { Press } from "./press.ts";

const MENU_ID = "staff-menu";
const NOTE_FORM_ID = "staff-note";
const MAX_OPTIONS = 25;
const MAX_OPTION_LENGTH = 100;
const MAX_FORM_TITLE_LENGTH = 45;
const MAX_NOTE_LENGTH = 4000;
/** Where there is nothing to say but that it is done. */
const DONE = "✓";
const NOTE = "📝";

/** The first answer, which Discord takes for three seconds. */
export function encodeAnswer(
  outcome: StaffOutcome,
  press: Press,
  noteLabel: string,
): { readonly type: number; readonly data?: unknown } {
  if (outcome.kind === "ask-note" && !press.isForm) {
    return { type: InteractionResponseType.Modal, data: encodeForm(press.placeName ?? "", noteLabel) };
  }
  if (press.isInMenu) return { type: InteractionResponseType.UpdateMessage, data: encodeLateAnswer(outcome) };
  const isQuiet = outcome.kind === "silent" || outcome.kind === "accepted";
  if (isQuiet && press.hasMessage) return { type: InteractionResponseType.DeferredMessageUpdate };
  return {
    type: InteractionResponseType.ChannelMessageWithSource,
    data: { ...encodeLateAnswer(outcome), flags: MessageFlags.Ephemeral },
  };
}

/** Keeps the press alive while we are busy; what comes then is shown by `encodeLateAnswer`. */
export function encodeWait(press: Press): { readonly type: number; readonly data?: unknown } {
  if (press.isInMenu) return { type: InteractionResponseType.DeferredMessageUpdate };
  return {
    type: InteractionResponseType.DeferredChannelMessageWithSource,
    data: { flags: MessageFlags.Ephemeral },
  };
}

export function encodeLateAnswer(outcome: StaffOutcome) {
  const shown = { content: cutContent(textOf(outcome)), allowed_mentions: { parse: [] } };
  return { ...shown, components: outcome.kind === "menu" ? encodeMenu(outcome.choices) : [] };
}

function textOf(outcome: StaffOutcome): string {
  switch (outcome.kind) {
    case "silent":
    case "accepted":
      return DONE;
    case "done":
    case "hint":
    case "menu":
    // A form can only be the first answer: who was kept waiting is told what to write, and presses once more.
    case "ask-note":
      return escapeMarkdown(outcome.text) || DONE;
    default:
      return assertNever(outcome);
  }
}

/** Discord refuses an empty menu. */
export function encodeMenu(choices: readonly Choice[]): APIActionRowComponent<APIStringSelectComponent>[] {
  const unique = [...new Map(choices.map((choice) => [choice.choiceId, choice])).values()];
  const options = unique.slice(0, MAX_OPTIONS).map(({ choiceId, label }) => ({
    value: choiceId,
    label: truncateText(label.trim() || choiceId, MAX_OPTION_LENGTH),
  }));
  if (options.length === 0) return [];
  return [
    {
      type: ComponentType.ActionRow,
      components: [{ type: ComponentType.StringSelect, custom_id: MENU_ID, options }],
    },
  ];
}

/** The outcome's own words speak of a message to be answered; here there is a field. */
function encodeForm(title: string, label: string) {
  const field = {
    type: ComponentType.TextInput,
    custom_id: NOTE_FORM_ID,
    label: truncateText(label, MAX_FORM_TITLE_LENGTH),
    style: TextInputStyle.Paragraph,
    min_length: 1,
    max_length: MAX_NOTE_LENGTH,
    required: true,
  };
  return {
    custom_id: NOTE_FORM_ID,
    title: truncateText(title, MAX_FORM_TITLE_LENGTH) || NOTE,
    components: [{ type: ComponentType.ActionRow, components: [field] }],
  };
}
