/** A score from 1 to 5 as a figure; its colour is never alone. */
import { useTexts } from "../texts/use-texts.tsx";

export function ScoreMark({ score }: { readonly score: number }) {
  const { language, text } = useTexts();
  const tone = score >= 4 ? "good" : score <= 2 ? "bad" : "middle";
  return (
    <span className="score-mark" data-tone={tone}>
      <span aria-hidden="true">{new Intl.NumberFormat(language).format(score)}</span>
      <span className="unseen">{text("satisfaction.score", { score })}</span>
    </span>
  );
}
