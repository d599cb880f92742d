/** A share as a line from none to all: where it most likely lies, and the stroke where it was seen. Said in words beside it. */
import type { Share } from "../../../contracts/satisfaction.ts";

export function ShareLine({ share }: { readonly share: Share }) {
  const percent = (part: number) => `${(100 * part).toFixed(1)}%`;
  return (
    <span className="share-line" aria-hidden="true">
      <span
        className="share-line-range"
        style={{ insetInlineStart: percent(share.from), inlineSize: percent(share.to - share.from) }}
      />
      <span className="share-line-seen" style={{ insetInlineStart: percent(share.share) }} />
    </span>
  );
}
