/** What just happened: shown for a while at the foot of the page, and read out once. */
import { Button } from "react-aria-components";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { KeyCap } from "./key-cap.tsx";

export interface Announcer {
  /** Shown and read out. */
  readonly say: (sentence: string, tone?: "good" | "bad", offer?: Offer) => void;
  /** What is shown is not true any more. */
  readonly hush: () => void;
  /** Read out only: what one can see anyway. */
  readonly whisper: (sentence: string) => void;
}

/** What one can do about it while it is shown. */
export interface Offer {
  readonly label: string;
  readonly key?: string;
  readonly run: () => void;
}

interface Said {
  readonly offer: Offer | undefined;
  readonly id: number;
  readonly sentence: string;
  readonly tone: "good" | "bad";
}

const SHOWN_MS = 6_000;

const AnnouncerContext = createContext<Announcer | null>(null);

export function useAnnouncer(): Announcer {
  const announcer = useContext(AnnouncerContext);
  if (announcer === null) throw new Error("useAnnouncer needs an AnnouncerProvider");
  return announcer;
}

export function AnnouncerProvider({ children }: { readonly children: ReactNode }) {
  const [said, setSaid] = useState<Said | null>(null);
  const [whispered, setWhispered] = useState("");

  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);

  const say = useCallback<Announcer["say"]>(
    (sentence, tone = "good", offer) => setSaid((before) => ({ id: (before?.id ?? 0) + 1, sentence, tone, offer })),
    [],
  );
  const hush = useCallback(() => setSaid(null), []);
  const announcer = useMemo(() => ({ say, hush, whisper: setWhispered }), [say, hush]);

  return (
    <AnnouncerContext value={announcer}>
      {children}
      <div className="toasts" role="status">
        {said === null ? null : (
          <p key={said.id} className={`toast toast-${said.tone}`}>
            {said.sentence}
            {said.offer === undefined ? null : (
              <Button className="toast-offer" onPress={said.offer.run}>
                {said.offer.label}
                {said.offer.key === undefined ? null : (
                  <span className="button-key" aria-hidden="true">
                    <KeyCap name={said.offer.key} />
                  </span>
                )}
              </Button>
            )}
          </p>
        )}
      </div>
      <p className="unseen" role="log" aria-live="polite">
        {whispered}
      </p>
    </AnnouncerContext>
  );
}
