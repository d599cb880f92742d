/** What a dialog is called, and the cross that closes it. */
import { Button, Heading } from "react-aria-components";
import { useTexts } from "../texts/use-texts.tsx";
import { CloseIcon } from "../parts/icons.tsx";

export function DialogHead({ title }: { readonly title: string }) {
  const { text } = useTexts();
  return (
    <header className="dialog-head">
      <Heading slot="title">{title}</Heading>
      <Button slot="close" className="button-icon" aria-label={text("action.close")}>
        <CloseIcon />
      </Button>
    </header>
  );
}
