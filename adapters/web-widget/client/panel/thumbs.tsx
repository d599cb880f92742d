/** The two thumbs under an answer: which one is pressed is read from what the buyer sent, so every tab shows the same. */
import type { Choice } from "../../../../src/contracts/message.ts";
import type { ThreadState } from "../thread/create-board.ts";
import { Icon } from "./icons.tsx";

const RATING = /^rate:(up|down):/;

export function isRating(choiceId: string | null): boolean {
  return choiceId !== null && RATING.test(choiceId);
}

/** The ids of the thumbs that were pressed last, one for each rated answer. */
export function readPressed({ lines, queued }: ThreadState): ReadonlySet<string> {
  const newest = new Map<string, string>();
  const note = (choiceId: string | null) => {
    if (choiceId !== null && RATING.test(choiceId)) newest.set(choiceId.replace(RATING, ""), choiceId);
  };
  for (const { entry } of lines) if (entry.kind === "buyer") note(entry.choiceId);
  for (const { body } of queued) note("choiceId" in body ? body.choiceId : null);
  return new Set(newest.values());
}

export interface ThumbsParts {
  readonly choices: readonly Choice[];
  readonly pressed: ReadonlySet<string>;
  readonly onChoose: (choice: Choice) => void;
}

export function Thumbs({ choices, pressed, onChoose }: ThumbsParts) {
  return (
    <div class="thumbs">
      {choices.map((choice) => {
        const isPressed = pressed.has(choice.choiceId);
        // The picture in front is for channels that cannot draw one.
        const label = choice.label.replace(/^\P{L}+/u, "");
        return (
          <button
            type="button"
            class="thumb"
            key={choice.choiceId}
            aria-pressed={isPressed}
            aria-label={label}
            title={label}
            onClick={() => isPressed || onChoose(choice)}
          >
            <Icon name={choice.choiceId.startsWith("rate:up:") ? "thumbUp" : "thumbDown"} />
          </button>
        );
      })}
    </div>
  );
}
