/** Answers a press, a menu, a form or a command within Discord's three seconds. Never throws. */
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";
import type { StaffOutcome } from "../../../src/contracts/staff-desk.ts";
import { LANGUAGES } from "../../../src/contracts/language.ts";
import { describeFault } from "../client.ts";
import type { DeskClient } from "./desk-client.ts";
import { encodeAnswer, encodeLateAnswer, encodeWait } from "./encode-answer.ts";
import type { Press } from "./press.ts";

/** Discord takes the first answer for three seconds; a second is left for the way there. */
const PATIENCE_MS = 2_000;

export interface AnswerParts {
  readonly host: ChannelHost;
  readonly desk: DeskClient;
}

export async function answerPress(
  { host, desk }: AnswerParts,
  press: Press,
  outcome: Promise<StaffOutcome>,
): Promise<void> {
  const quick = new AbortController();
  try {
    const waited = host.clock.sleep(PATIENCE_MS, quick.signal).then(() => null);
    const shown = await Promise.race([outcome, waited]);
    quick.abort();
    if (shown !== null) return await desk.answer(press, encodeAnswer(shown, press, noteLabel(host, press)));
    await desk.answer(press, encodeWait(press));
    await desk.changeAnswer(press, encodeLateAnswer(await outcome));
  } catch (error) {
    // Said again after a RESUME it is answered already, or Discord has forgotten it; what it asked for is done.
    host.log.warn("discord-press-not-answered", { fault: describeFault(error) });
  }
}

/** In the language of the person's own Discord, where it is one of ours. */
function noteLabel(host: ChannelHost, { locale }: Press): string {
  const spoken = locale?.split("-")[0];
  const language = LANGUAGES.find((one) => one === spoken) ?? host.shop().defaultLanguage;
  return host.notice("staff-note", language);
}
