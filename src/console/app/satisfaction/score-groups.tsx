/** Satisfaction by channel, language, category and agent: the share with its interval and of how many. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { SatisfactionGroup } from "../../../contracts/satisfaction.ts";
import { TICKET_CATEGORIES } from "../../../contracts/ticket.ts";
import { nameChannel } from "../parts/badges.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { ShareLine } from "./share-line.tsx";

const SHOWN = ["agent", "category", "language", "channel"] as const;
type Shown = (typeof SHOWN)[number];

export function ScoreGroups({ groups }: { readonly groups: readonly SatisfactionGroup[] }) {
  const { text } = useTexts();
  const [by, setBy] = useState<Shown>("agent");
  return (
    <section className="card incident-card" aria-labelledby="groups-title">
      <h2 id="groups-title">{text("satisfaction.by")}</h2>
      <div className="review-tools" role="group" aria-labelledby="groups-title">
        {SHOWN.map((each) => (
          <Button key={each} className="button" aria-pressed={each === by} onPress={() => setBy(each)}>
            {text(`satisfaction.by.${each}`)}
          </Button>
        ))}
      </div>
      <ul className="share-rows">
        {groups
          .filter(({ dimension }) => dimension === by)
          .map((group) => (
            <Group key={group.key} group={group} />
          ))}
      </ul>
      <p className="muted small">{text("satisfaction.by.note")}</p>
    </section>
  );
}

function Group({ group }: { readonly group: SatisfactionGroup }) {
  const { language, text } = useTexts();
  const { goodShare, scored, asked } = group;
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  return (
    <li className="share-row">
      <p className="share-row-head">
        <bdi>{nameOf(group)}</bdi>
        <span className="incident-count">{goodShare === null ? "–" : percent.format(goodShare.share)}</span>
      </p>
      {goodShare === null ? null : <ShareLine share={goodShare} />}
      <p className="muted small">
        {goodShare === null
          ? text("satisfaction.group.none", { asked })
          : text("satisfaction.group", {
              scored,
              asked,
              from: percent.format(goodShare.from),
              to: percent.format(goodShare.to),
            })}
      </p>
    </li>
  );

  function nameOf({ dimension, value }: SatisfactionGroup): string {
    if (dimension === "channel") return nameChannel(value, text);
    if (dimension === "language") return nameLanguage(value, language);
    const category = TICKET_CATEGORIES.find((each) => each === value);
    return dimension === "category" && category ? text(`category.${category}`) : value;
  }
}
