/** Chooses files for the reply. */
import { Button, FileTrigger } from "react-aria-components";
import type { FileRulesView } from "../../files/files-api.ts";
import { AttachIcon } from "../parts/icons.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import type { Uploads } from "./use-uploads.ts";

/** A hint for the dialog; what a file is the server sees by its bytes. */
const SENDABLE = ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"];

export function AttachButton({ uploads, rules }: { readonly uploads: Uploads; readonly rules: FileRulesView | null }) {
  const { text } = useTexts();
  if (rules === null) return null;
  return (
    <FileTrigger acceptedFileTypes={SENDABLE} allowsMultiple onSelect={(chosen) => uploads.add(chosen ?? [])}>
      <Button className="button-icon attach-button" aria-label={text("files.attach")}>
        <AttachIcon />
      </Button>
    </FileTrigger>
  );
}
