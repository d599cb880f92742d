/** Files from the computer: dropped here or chosen, sent one by one; what could not be sent is named with the reason. */
import { useState } from "react";
import { Button, DropZone, FileTrigger, Text } from "react-aria-components";
import { FileIcon } from "../../parts/icons.tsx";
import { useTexts } from "../../texts/use-texts.tsx";
import type { ImportWish, Upload } from "./use-upload.ts";

const ENDINGS = [".md", ".markdown", ".txt", ".html", ".htm", ".pdf", ".docx", ".csv", ".tsv"];

interface SendFilesProps {
  readonly upload: Upload;
  readonly wish: ImportWish;
}

export function SendFiles({ upload, wish }: SendFilesProps) {
  const { text } = useTexts();
  const { sending, unsent, send } = upload;
  const [isOver, setOver] = useState(false);
  const take = (files: readonly File[]) => {
    if (sending === null) void send(files, wish);
  };
  return (
    <section className="card import-way" aria-labelledby="import-files">
      <h2 id="import-files">{text("import.files")}</h2>
      <DropZone
        className="drop"
        aria-label={text("import.files")}
        data-over={isOver ? "true" : undefined}
        onDropEnter={() => setOver(true)}
        onDropExit={() => setOver(false)}
        onDrop={({ items }) => {
          setOver(false);
          // A folder is left out: its files are chosen by whoever knows which of them are meant.
          const files = items.filter((item) => item.kind === "file").map((item) => item.getFile());
          void Promise.all(files).then(take);
        }}
      >
        <FileIcon />
        <Text slot="label">{text("import.drop")}</Text>
        <FileTrigger
          allowsMultiple
          acceptedFileTypes={ENDINGS}
          onSelect={(files) => take(files === null ? [] : Array.from(files))}
        >
          <Button className="button button-accent" isDisabled={sending !== null}>
            {text("import.choose")}
          </Button>
        </FileTrigger>
        <p className="muted small">{text("import.kinds")}</p>
      </DropZone>
      {sending === null ? null : (
        <div className="import-progress" role="status">
          <progress aria-label={text("import.files")} value={sending.at - 0.5} max={sending.total} />
          <p className="small">
            {text("import.sending", { at: sending.at, total: sending.total })} <bdi>{sending.name}</bdi>
          </p>
        </div>
      )}
      {unsent.length === 0 ? null : (
        <div className="note note-bad" role="alert">
          <ul>
            {unsent.map(({ name, why }) => (
              <li key={`${name}/${why}`}>
                <bdi className="import-name">{name}</bdi> — {text(`import.unsent.${why}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
