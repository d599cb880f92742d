/** What goes with the reply: each file with its picture, its size, how far it is, and the way to be rid of it. */
import { Button, ProgressBar } from "react-aria-components";
import type { FileRulesView } from "../../files/files-api.ts";
import { CloseIcon, FileIcon, WarningIcon } from "../parts/icons.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { formatLimit, formatSize } from "./format-size.ts";
import type { DraftFile, Uploads } from "./use-uploads.ts";

interface FileTrayProps {
  readonly uploads: Uploads;
  readonly rules: FileRulesView | null;
}

export function FileTray({ uploads, rules }: FileTrayProps) {
  const { text } = useTexts();
  if (uploads.files.length === 0) return null;
  return (
    <ul className="file-tray" aria-label={text("files.tray")}>
      {uploads.files.map((file) => (
        <li key={file.uploadId} className="file-chip" data-state={file.state.kind}>
          <Thumbnail file={file} />
          <div className="file-words">
            <p className="file-name">
              <bdi>{file.name}</bdi>
            </p>
            <FileState file={file} rules={rules} onRetry={() => uploads.retry(file.uploadId)} />
          </div>
          <Button
            className="button-icon"
            aria-label={text("files.remove", { name: file.name })}
            onPress={() => uploads.remove(file.uploadId)}
          >
            <CloseIcon />
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Thumbnail({ file }: { readonly file: DraftFile }) {
  if (!file.isImage || file.state.kind !== "ready") {
    return (
      <span className="file-thumb">
        <FileIcon />
      </span>
    );
  }
  // Its name stands beside it.
  return <img className="file-thumb" src={`/console/api/files/${file.uploadId}`} alt="" />;
}

interface FileStateProps {
  readonly file: DraftFile;
  readonly rules: FileRulesView | null;
  readonly onRetry: () => void;
}

function FileState({ file, rules, onRetry }: FileStateProps) {
  const { language, text } = useTexts();
  const { state, name, bytes } = file;
  switch (state.kind) {
    case "ready":
      return <p className="file-detail">{formatSize(bytes, language)}</p>;
    case "sending":
      return (
        <ProgressBar className="file-progress" aria-label={text("files.sending", { name })} value={state.share * 100}>
          <progress max={1} value={state.share} aria-hidden="true" />
        </ProgressBar>
      );
    case "failed":
      return (
        <p className="file-detail" role="alert">
          <span className="delivery-bad">
            <WarningIcon />
            {text("files.failed")}
          </span>
          <Button className="button-text" aria-label={text("files.retry", { name })} onPress={onRetry}>
            {text("action.retry")}
          </Button>
        </p>
      );
    case "refused": {
      const max = formatLimit(rules?.maxBytes ?? 0, language);
      const values = { channel: rules?.channel ?? "", max, count: rules?.maxFiles ?? 0 };
      return (
        <p className="file-detail" role="alert">
          <span className="delivery-bad">
            <WarningIcon />
            {text(`files.refused.${state.why}`, values)}
          </span>
        </p>
      );
    }
  }
}
