/** Says once, quietly, that the page is cut off, and that it is back. */
import { useEffect, useRef, useState } from "react";
import type { LiveState } from "../server/follow-live.ts";
import { useTexts } from "../texts/use-texts.tsx";

/** A deploy or a lost packet is over sooner than one can read the sentence. */
const PATIENCE_MS = 2_500;

export function LiveBanner({ state }: { readonly state: LiveState }) {
  const { text } = useTexts();
  const [isShown, setShown] = useState(false);
  const wasShown = useRef(false);
  const [isBack, setBack] = useState(false);
  const isCut = state === "reconnecting";

  useEffect(() => {
    if (!isCut) {
      setShown(false);
      setBack(wasShown.current);
      wasShown.current = false;
      const timer = setTimeout(() => setBack(false), 3_000);
      return () => clearTimeout(timer);
    }
    const timer = setTimeout(() => {
      wasShown.current = true;
      setShown(true);
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isCut]);

  return (
    <div className="live-banner" role="status">
      {isShown ? (
        <p className="live-banner-text live-banner-cut">
          {text("live.offline")} <span className="muted">{text("live.reconnecting")}</span>
        </p>
      ) : null}
      {isBack && !isShown ? <p className="live-banner-text live-banner-back">{text("live.back")}</p> : null}
    </div>
  );
}
