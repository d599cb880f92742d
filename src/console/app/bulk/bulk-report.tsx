/** What of an action on many was not done, each ticket with its reason and the way to it. */
import { Button } from "react-aria-components";
import { addressOf, type Route } from "../inbox/use-route.ts";
import { CloseIcon } from "../parts/icons.tsx";
import { followLink } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { type BulkReport, describeReport } from "./use-bulk.ts";

interface BulkReportProps {
  readonly report: BulkReport | null;
  readonly route: Route;
  readonly onDismiss: () => void;
}

export function BulkReportPanel({ report, route, onDismiss }: BulkReportProps) {
  const { text } = useTexts();
  if (report === null) return null;
  return (
    <section className="bulk-report" aria-label={text("bulk.report")}>
      <header>
        <p>{describeReport(report, text)}</p>
        <Button className="button-icon" aria-label={text("action.close")} onPress={onDismiss}>
          <CloseIcon />
        </Button>
      </header>
      <ul>
        {report.troubles.map(({ ticketId, number, sentence }) => (
          <li key={ticketId}>
            <a href={addressOf({ ...route, ticketId })} onClick={followLink}>
              {number === null ? text("context.ticket") : <bdi dir="ltr">#{number}</bdi>}
            </a>{" "}
            {sentence}
          </li>
        ))}
      </ul>
    </section>
  );
}
