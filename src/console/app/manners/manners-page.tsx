/** The section of manners: each market with what comes first, how formal, and what is better avoided. */
import { useState } from "react";
import type { MannerListView } from "../../../contracts/case-languages.ts";
import type { ShopManner } from "../../../contracts/manner.ts";
import { NotLoaded } from "../parts/page-loading.tsx";
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { AddMarket } from "./add-market.tsx";
import { MannerRow } from "./manner-row.tsx";

export function MannersPage(props: SectionPageProps) {
  return (
    <SectionPage {...props} section="manners">
      <Manners />
    </SectionPage>
  );
}

function Manners() {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<MannerListView>("/manners");
  const [added, setAdded] = useState<ShopManner | null>(null);
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  const isStored = body.manners.some(({ market }) => market === added?.market);
  const shown = added === null || isStored ? body.manners : [...body.manners, added];
  return (
    <section aria-labelledby="manners-title">
      <div className="knowledge-title">
        <h1 id="manners-title">{text("section.manners")}</h1>
        <p className="muted small">{text("manners.lead")}</p>
      </div>
      {body.mayWrite ? null : <p className="note note-info">{text("manners.readOnly")}</p>}
      <div className="manner-rows">
        {shown.map((manner) => (
          <MannerRow
            key={`${manner.market}:${JSON.stringify([manner.opening, manner.formality, manner.avoid, manner.note])}`}
            manner={manner}
            isNew={manner === added}
            mayWrite={body.mayWrite}
            onWritten={() => {
              setAdded(null);
              return reload();
            }}
          />
        ))}
      </div>
      {body.mayWrite ? <AddMarket known={shown.map(({ market }) => market)} onAdd={setAdded} /> : null}
    </section>
  );
}
