/** Around every page while one practises: says so, says what the buyers do, and is the way out. */
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { TrainingNow } from "../../../contracts/training-views.ts";
import { addressIn } from "../parts/use-path.ts";
import { callApi } from "../server/call-api.ts";
import { useTexts } from "../texts/use-texts.tsx";
import "../styles/training.css";

const LOOK_MS = 3_000;

/** Everything the page knows is of the other shop: it is loaded anew. */
function leaveFor(runId: string): void {
  window.location.assign(addressIn("training", runId));
}

export function PracticeFrame({ csrfToken, children }: { readonly csrfToken: string; readonly children: ReactNode }) {
  const { text } = useTexts();
  const [now, setNow] = useState<TrainingNow | null>(null);
  const [isBusy, setBusy] = useState(false);
  const runId = now?.kind === "running" ? now.runId : "";
  const look = useCallback(async () => {
    const called = await callApi<TrainingNow>({ path: "/training/now" });
    if (called.kind !== "ok") return;
    if (called.body.kind === "none") leaveFor(runId);
    else setNow(called.body);
  }, [runId]);
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => clearInterval(timer);
  }, [look]);
  const end = async () => {
    setBusy(true);
    const called = await callApi<{ readonly runId: string }>({ method: "POST", path: "/training/end", csrfToken });
    // Over already, by time or in another window: the list says what it came to.
    leaveFor(called.kind === "ok" ? called.body.runId : runId);
  };
  const buyers = now?.kind === "running" ? now.buyers : [];
  const isAllGone = buyers.length > 0 && buyers.every(({ state }) => state === "gone");
  return (
    <div className="practice">
      <aside className="practice-bar" aria-label={text("training.bar")}>
        <p className="practice-words">
          <strong>{text("training.bar")}</strong>{" "}
          <span>{text(isAllGone ? "training.allGone" : "training.bar.long")}</span>
        </p>
        <ul className="practice-buyers">
          {buyers.map(({ caseKey, buyer, state }) => (
            <li key={caseKey} data-state={state}>
              <bdi>{buyer}</bdi> · {text(`training.state.${state}`)}
            </li>
          ))}
        </ul>
        <Button className="button practice-end" isDisabled={isBusy} onPress={() => void end()}>
          {text("training.end")}
        </Button>
      </aside>
      {children}
    </div>
  );
}
