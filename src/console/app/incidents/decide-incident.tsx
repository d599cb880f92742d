/** Approve and close: each repeats in a sentence whom it tells, and asks once more. */
import { useState } from "react";
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from "react-aria-components";
import type { IncidentPage } from "../../../contracts/incident.ts";
import type { Language } from "../../../contracts/language.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { useApi } from "../server/use-api.tsx";
import { type TextName, useTexts } from "../texts/use-texts.tsx";
import { sortTexts } from "./merge-texts.ts";
import { countLanguages, readIn, sayLanguages, sayShares } from "./standing.ts";

interface DecideIncidentProps {
  readonly page: IncidentPage;
  readonly shopLanguage: Language;
  readonly reload: () => Promise<void>;
}

/** A hundred buyers are told before the server answers. */
const WAIT_MS = 60_000;

export function DecideIncident({ page, shopLanguage, reload }: DecideIncidentProps) {
  const { language: own, text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [isBusy, setBusy] = useState(false);
  const { incident, affected } = page;
  const decide = async (what: "approve" | "close", done: TextName) => {
    setBusy(true);
    const called = await api.post(`/incidents/${incident.incidentId}/${what}`, {}, WAIT_MS);
    setBusy(false);
    if (called.kind === "ok") say(text(done));
    else {
      const isOver = called.kind === "refused" && called.code === "TRANSITION_FORBIDDEN";
      say(text(isOver ? "incidents.overtaken" : "incidents.failed"), "bad");
    }
    await reload();
  };
  const readers = affected.map((each) => ({ ...each, reads: readIn(incident, each.language, shopLanguage) }));
  const heard = readers.filter(({ openingToldAt, reads }) => openingToldAt !== null && incident.texts[reads]?.closing);
  const describe = (those: typeof readers, some: TextName, none: TextName) =>
    those.length === 0
      ? text(none)
      : text(some, { count: those.length, languages: sayShares(countLanguages(those.map(({ reads }) => reads)), own) });
  const willTell = describe(readers, "incidents.willTell", "incidents.willTellNobody");
  const { empty } = sortTexts(incident.texts);
  const read = nameLanguage(readIn(incident, empty[0] ?? shopLanguage, shopLanguage), own);
  const names = sayLanguages(empty, own);
  const unwritten = empty.length === 0 ? null : text("incidents.emptyLanguages", { languages: names, read });
  return (
    <section className="card incident-card" aria-labelledby="decide-title">
      <h2 id="decide-title">{text("incidents.decide")}</h2>
      {incident.approvedAt === null ? (
        <>
          <p>{willTell}</p>
          {unwritten === null ? null : <p className="muted small">{unwritten}</p>}
          <Confirm
            label={text("incidents.approve")}
            title={text("incidents.approve.title")}
            sentence={willTell}
            warning={unwritten}
            isBusy={isBusy}
            onConfirm={() => void decide("approve", "incidents.approved")}
          />
        </>
      ) : null}
      <p className="muted small">{text("incidents.closeLead")}</p>
      <Confirm
        label={text("incidents.close")}
        title={text("incidents.close.title")}
        sentence={describe(heard, "incidents.willClose", "incidents.willCloseNobody")}
        isBusy={isBusy}
        isQuiet
        onConfirm={() => void decide("close", "incidents.closed")}
      />
    </section>
  );
}

interface ConfirmProps {
  readonly label: string;
  readonly title: string;
  readonly sentence: string;
  readonly warning?: string | null;
  readonly isBusy: boolean;
  readonly isQuiet?: boolean;
  readonly onConfirm: () => void;
}

function Confirm({ label, title, sentence, warning = null, isBusy, isQuiet = false, onConfirm }: ConfirmProps) {
  const { text } = useTexts();
  return (
    <DialogTrigger>
      <Button className={isQuiet ? "button" : "button button-accent"} isDisabled={isBusy}>
        {label}
      </Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog className="dialog" role="alertdialog">
            {({ close }) => (
              <div className="stack">
                <Heading slot="title">{title}</Heading>
                <p>{sentence}</p>
                {warning === null ? null : <p className="note note-warn">{warning}</p>}
                <div className="actions">
                  <Button className="button" onPress={close}>
                    {text("action.cancel")}
                  </Button>
                  <Button
                    className="button button-accent"
                    onPress={() => {
                      close();
                      onConfirm();
                    }}
                  >
                    {label}
                  </Button>
                </div>
              </div>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
