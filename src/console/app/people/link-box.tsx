/** A link that lets somebody in. */
import { CopyBox } from "../parts/fields/copy-box.tsx";
import { BASE } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";

interface LinkBoxProps {
  readonly ticket: string;
  readonly note: string;
  readonly onClose: () => void;
}

export function LinkBox({ ticket, ...box }: LinkBoxProps) {
  const { text } = useTexts();
  // Behind the #: browsers do not send it, so no server and no proxy writes it down.
  return <CopyBox value={`${window.location.origin}${BASE}join#${ticket}`} closing={text("action.close")} {...box} />;
}
