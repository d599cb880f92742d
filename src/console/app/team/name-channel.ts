/** A platform by the name that people know; one that nobody has written down by its own. */
import type { Texts } from "../texts/use-texts.tsx";

export function nameChannel(channel: string, text: Texts["text"]): string {
  if (channel === "telegram") return text("channel.telegram");
  return channel === "discord" ? text("channel.discord") : channel;
}
