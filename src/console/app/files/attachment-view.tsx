/** What a message carries beside words: pictures and sounds where they stand, everything else as a download. */
import { useState } from "react";
import type { AttachmentView as Attachment } from "../../files/files-api.ts";
import { FileIcon } from "../parts/icons.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { formatSize } from "./format-size.ts";

interface AttachmentProps {
  readonly messageId: string;
  readonly attachment: Attachment;
}

export function AttachmentView({ messageId, attachment }: AttachmentProps) {
  const { text } = useTexts();
  if (attachment.kind === "location") {
    const place = `${attachment.latitude.toFixed(4)}, ${attachment.longitude.toFixed(4)}`;
    return <Line>{`${text("attachment.location")}: ${place}`}</Line>;
  }
  if (!attachment.isThere) return <Line>{text("files.gone")}</Line>;
  const address = `/console/api/messages/${messageId}/files/${attachment.position}`;
  switch (attachment.kind) {
    case "voice": {
      const seconds = Math.max(1, Math.round(attachment.durationMs / 1_000));
      return (
        // biome-ignore lint/a11y/useMediaCaption: nobody has written down what the buyer says
        <audio
          className="attachment-sound"
          controls
          preload="none"
          src={address}
          aria-label={text("attachment.voice", { seconds })}
        />
      );
    }
    case "image":
      return <Picture address={address} name={attachment.name} bytes={attachment.bytes} />;
    case "file":
      return <Download address={address} name={attachment.name} bytes={attachment.bytes} />;
  }
}

interface FileProps {
  readonly address: string;
  readonly name: string;
  readonly bytes: number | null;
}

function Picture({ address, name, bytes }: FileProps) {
  const { text } = useTexts();
  const [isBroken, setBroken] = useState(false);
  const shown = name === "" ? text("attachment.image") : name;
  if (isBroken) return <Download address={address} name={shown} bytes={bytes} />;
  return (
    <a className="attachment-picture" href={address} target="_blank" rel="noreferrer">
      <img src={address} alt={shown} loading="lazy" onError={() => setBroken(true)} />
    </a>
  );
}

function Download({ address, name, bytes }: FileProps) {
  const { language, text } = useTexts();
  return (
    <p className="attachment">
      <FileIcon />
      <a href={address} download={name} aria-label={text("files.download", { name })}>
        <bdi>{name}</bdi>
      </a>
      {bytes === null || bytes === 0 ? null : <span>{formatSize(bytes, language)}</span>}
    </p>
  );
}

function Line({ children }: { readonly children: string }) {
  return (
    <p className="attachment">
      <FileIcon />
      {children}
    </p>
  );
}
