/** What a translation has lost or added, for a person to look at. */
import type { Doubt } from "../../../contracts/translation.ts";
import { useTexts } from "../texts/use-texts.tsx";

export function DoubtList({ doubts }: { readonly doubts: readonly Doubt[] }) {
  const { text } = useTexts();
  if (doubts.length === 0) return null;
  const values = (was: Doubt["was"]) => doubts.filter((each) => each.was === was).map(({ value }) => value);
  return (
    <div className="note note-warn doubts" role="status">
      <p>{text("translation.doubts")}</p>
      {(["lost", "added"] as const).map((was) =>
        values(was).length === 0 ? null : (
          <p key={was}>
            {text(`translation.${was}`)}{" "}
            {values(was).map((value) => (
              <bdi key={value} dir="ltr" className="doubt">
                {value}
              </bdi>
            ))}
          </p>
        ),
      )}
    </div>
  );
}
