/** Says what happened, what to do, and by which number the log knows it. */
import { Button } from "react-aria-components";
import type { Fault } from "../server/call-api.ts";
import { useTexts } from "../texts/use-texts.tsx";

export function ErrorState({ fault, onRetry }: { readonly fault: Fault; readonly onRetry: () => void }) {
  const { text } = useTexts();
  const isMissing = fault.kind === "refused" && fault.code === "NOT_FOUND";
  return (
    <div className="state" role="alert">
      <h2>{text(isMissing ? "error.notFound.title" : "error.load.title")}</h2>
      <p>{text(isMissing ? "error.notFound.body" : "error.load.body")}</p>
      {fault.kind === "refused" && fault.requestId !== "" && !isMissing ? (
        <p className="muted small">{text("error.reference", { requestId: fault.requestId })}</p>
      ) : null}
      {isMissing ? null : (
        <Button className="button" onPress={onRetry}>
          {text("action.retry")}
        </Button>
      )}
    </div>
  );
}
