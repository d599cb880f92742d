/** One line of the buyer's own, confirmed or still on its way. */
import type { WidgetConfig } from "../../wire.ts";

export interface BuyerItemParts {
  readonly text: string;
  readonly config: WidgetConfig;
  readonly progress: "done" | "sending" | "failed";
  /** Words about the progress; only the newest waiting line carries them, so they are read once. */
  readonly saysProgress: boolean;
  readonly onRetry: () => void;
}

export function BuyerItem({ text, config, progress, saysProgress, onRetry }: BuyerItemParts) {
  return (
    <div class={`line from-buyer is-${progress}`}>
      <span class="unseen">{config.texts["widget-you"]}</span>
      <div class="bubble">
        <p dir="auto">{text}</p>
      </div>
      {progress === "sending" && saysProgress && <span class="progress">{config.texts["widget-sending"]}</span>}
      {progress === "failed" && (
        <span class="progress is-bad">
          {config.texts["widget-not-sent"]}{" "}
          <button type="button" class="retry" onClick={onRetry}>
            {config.texts["widget-retry"]}
          </button>
        </span>
      )}
    </div>
  );
}
