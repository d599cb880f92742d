/** Tells the server what the console speaks, and asks for translations that nobody has asked for yet. */
import { useCallback, useEffect, useRef } from "react";
import type { TicketPageView } from "../../console-api.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";

/** Returns how one message is asked for once more; undefined for a viewer. */
export function useAskTranslations(
  { ticket, languages, messages }: TicketPageView,
  isViewer: boolean,
  reload: () => Promise<void>,
): ((messageId: string) => void) | undefined {
  const api = useApi();
  const { language } = useTexts();
  const asked = useRef("");
  const place = `/tickets/${ticket.ticketId}/translations`;
  const { writes, isMissing } = languages;

  const told = useRef("");
  useEffect(() => {
    if (writes === language || told.current === language) return;
    told.current = language;
    void api.put("/desk/me/reading", { consoleLanguage: language }).then((called) => {
      if (called.kind === "ok") void reload();
    });
  }, [api, writes, language, reload]);

  // Once for what stands there now: an answer that changes nothing must not be asked for again and again.
  const newest = `${writes} ${messages.at(-1)?.messageId ?? ""}`;
  useEffect(() => {
    if (isViewer || !isMissing || writes !== language || asked.current === newest) return;
    asked.current = newest;
    void api.post(place, {});
  }, [api, place, isViewer, isMissing, writes, language, newest]);

  const again = useCallback((messageId: string) => void api.post(place, { messageId }), [api, place]);
  return isViewer ? undefined : again;
}
