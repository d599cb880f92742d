/** Tells of what is new while one looks elsewhere: a notification of the desktop, a sound, and always the screen reader. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { TicketRow } from "../../console-api.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { playTone } from "./play-tone.ts";

export interface AlertSettings {
  readonly hasDesktop: boolean;
  readonly hasSound: boolean;
  /** The browser lets a page ask at all: on https and localhost, unless it was forbidden. */
  readonly canDesktop: boolean;
  readonly setDesktop: (isOn: boolean) => Promise<void>;
  readonly setSound: (isOn: boolean) => void;
}

export function useAlertSettings(): AlertSettings {
  const { agentId } = useApi();
  const place = (name: string) => `dragoman.alert.${name}.${agentId}`;
  const [hasDesktop, showDesktop] = useState(() => localStorage.getItem(place("desktop")) === "on" && isGranted());
  const [hasSound, showSound] = useState(() => localStorage.getItem(place("sound")) === "on");
  const keep = (name: string, isOn: boolean) => {
    if (isOn) localStorage.setItem(place(name), "on");
    else localStorage.removeItem(place(name));
  };
  return {
    hasDesktop,
    hasSound,
    canDesktop: "Notification" in window && window.isSecureContext && Notification.permission !== "denied",
    async setDesktop(isOn) {
      const isAllowed = isOn && (isGranted() || (await Notification.requestPermission()) === "granted");
      keep("desktop", isAllowed);
      showDesktop(isAllowed);
    },
    setSound(isOn) {
      keep("sound", isOn);
      showSound(isOn);
      // So that one hears what one has switched on, and the browser allows the next one.
      if (isOn) playTone();
    },
  };
}

function isGranted(): boolean {
  return "Notification" in window && Notification.permission === "granted";
}

interface Watched {
  readonly waiting: readonly TicketRow[] | null;
  readonly mine: readonly TicketRow[] | null;
  readonly openTicketId: string | null;
  readonly settings: AlertSettings;
  readonly onOpen: (ticketId: string) => void;
}

export type TellAlert = (sentence: string, body: string, ticketId: string) => void;

/** Returns the way to tell of anything else, such as a mention. */
export function useAlerts({ waiting, mine, openTicketId, settings, onOpen }: Watched): TellAlert {
  const { text } = useTexts();
  const { whisper } = useAnnouncer();
  const opening = useRef(onOpen);
  useEffect(() => {
    opening.current = onOpen;
  }, [onOpen]);
  const { hasDesktop, hasSound } = settings;
  const tell = useCallback<TellAlert>(
    (sentence, body, ticketId) => {
      whisper(sentence);
      if (hasSound) playTone();
      if (!hasDesktop || !isGranted()) return;
      const shown = new Notification(sentence, { body, tag: ticketId });
      shown.addEventListener("click", () => {
        window.focus();
        opening.current(ticketId);
        shown.close();
      });
    },
    [whisper, hasSound, hasDesktop],
  );
  const known = useRef<{ waiting: ReadonlySet<string>; mine: ReadonlyMap<string, number> } | null>(null);
  const isLooking = useCallback(
    (ticketId: string) => ticketId === openTicketId && document.visibilityState === "visible",
    [openTicketId],
  );
  useEffect(() => {
    if (waiting === null || mine === null) return;
    const before = known.current;
    known.current = {
      waiting: new Set(waiting.map(({ ticketId }) => ticketId)),
      mine: new Map(mine.map(({ ticketId, lastMessageAt }) => [ticketId, lastMessageAt])),
    };
    if (before === null) return;
    const nameOf = ({ contactName }: TicketRow) => contactName ?? text("queue.visitor");
    const isKnown = ({ ticketId }: TicketRow) => before.waiting.has(ticketId) || before.mine.has(ticketId);
    for (const ticket of waiting.filter((each) => !isKnown(each)).slice(-1)) {
      tell(text("queue.new", { name: nameOf(ticket) }), ticket.lastMessageText, ticket.ticketId);
    }
    for (const ticket of mine) {
      const { ticketId, lastMessageAt, lastSpeaker, lastMessageText } = ticket;
      if (isLooking(ticketId)) continue;
      const formerAt = before.mine.get(ticketId);
      if (formerAt === undefined) tell(text("alert.assigned", { name: nameOf(ticket) }), lastMessageText, ticketId);
      else if (lastSpeaker === "buyer" && lastMessageAt > formerAt)
        tell(text("conversation.new", { name: nameOf(ticket) }), lastMessageText, ticketId);
    }
  }, [waiting, mine, tell, text, isLooking]);
  return tell;
}
