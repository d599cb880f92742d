/** What the widget can show, as data. */
import type { ChannelCapabilities } from "../../src/contracts/channel-adapter.ts";
import { MAX_FILE_BYTES, MAX_FILES } from "../../src/contracts/files.ts";

export const MAX_TEXT_LENGTH = 4_000;
export const MAX_CHOICE_LABEL_LENGTH = 80;

export const CAPABILITIES: ChannelCapabilities = {
  maxTextLength: MAX_TEXT_LENGTH,
  maxChoices: 10,
  maxChoiceLabelLength: MAX_CHOICE_LABEL_LENGTH,
  canShowTyping: true,
  canShowDraft: true,
  // The feed adds an entry key once, so the outbound id is a send key that never runs out.
  hasSendKey: true,
  canStartConversation: true,
  // A send is one insert into our own database; these only keep a runaway loop in bounds.
  maxSendsPerSecond: 2_000,
  maxSendsPerSecondPerThread: 50,
  files: {
    label: "The web chat",
    maxBytes: MAX_FILE_BYTES,
    maxPerMessage: MAX_FILES,
    maxBytesPerMessage: MAX_FILE_BYTES * MAX_FILES,
    maxTextLength: MAX_TEXT_LENGTH,
    groupOf: () => "file",
  },
};
