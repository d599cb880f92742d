/** Files of a message: pictures drawn as they are, everything by its name as a download. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { WidgetConfig, WidgetFile } from "../../wire.ts";
import type { Thread } from "../thread/create-thread.ts";
import { Icon } from "./icons.tsx";

export interface FileListParts {
  readonly outboundId: string;
  readonly files: readonly WidgetFile[];
  readonly config: WidgetConfig;
  readonly thread: Thread;
}

export function FileList({ files, ...parts }: FileListParts) {
  return (
    <ul class="files">
      {files.map((file, at) => (
        <li key={`${at}-${file.name}`}>
          <FileItem {...parts} file={file} at={at} />
        </li>
      ))}
    </ul>
  );
}

type ItemParts = Omit<FileListParts, "files"> & { readonly file: WidgetFile; readonly at: number };

function FileItem({ outboundId, config, thread, file, at }: ItemParts) {
  const [isDrawn, setDrawn] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { isImage, name } = file;
  useEffect(() => {
    if (!isImage) return;
    let isGone = false;
    void thread.readFile(outboundId, at).then(async (blob) => {
      if (blob === null || isGone || canvas.current === null) return;
      setDrawn(await draw(blob, canvas.current));
    });
    return () => {
      isGone = true;
    };
  }, [thread, outboundId, at, isImage]);
  const download = async () => {
    const blob = await thread.readFile(outboundId, at);
    setFailed(blob === null);
    if (blob !== null) save(blob, name);
  };
  return (
    <>
      {isImage && <canvas ref={canvas} class="picture" role="img" aria-label={name} hidden={!isDrawn} />}
      <button
        type="button"
        class="file"
        aria-label={`${config.texts["widget-download"]}: ${name}`}
        onClick={() => void download()}
      >
        <Icon name="down" />
        <bdi class="file-name">{name}</bdi>
        <bdi class="file-size">{formatSize(file.bytes, config.language)}</bdi>
      </button>
      {hasFailed && (
        <p class="file-failed" role="alert">
          {config.texts["widget-file-failed"]}
        </p>
      )}
    </>
  );
}

const MAX_SIDE = 900;

/** On a canvas: the policy of the shop's page may forbid pictures from elsewhere, and nothing but pixels gets in. */
async function draw(blob: Blob, canvas: HTMLCanvasElement): Promise<boolean> {
  try {
    const picture = await createImageBitmap(blob);
    const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return true;
  } catch {
    // A browser that cannot read it still downloads it.
    return false;
  }
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function formatSize(bytes: number, language: string): string {
  const isLarge = bytes >= 1_000_000;
  const value = isLarge ? bytes / 1_000_000 : Math.max(1, Math.round(bytes / 1_000));
  const unit = isLarge ? "megabyte" : "kilobyte";
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: isLarge ? 1 : 0 }).format(value);
}
