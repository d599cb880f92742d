/** The headers under which a file of strangers may leave: it is what its bytes say, runs nothing, and is framed by nobody. */
import { SHOWN_TYPES, UNKNOWN_TYPE } from "../../contracts/files.ts";

export interface FileFace {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** Pictures and sounds are shown where they stand; everything else is a download, and what we do not know is only bytes. */
export function fileHeaders({ name, mediaType, bytes }: FileFace): Readonly<Record<string, string>> {
  const isShown = (SHOWN_TYPES as readonly string[]).includes(mediaType);
  const isKnown = isShown || mediaType === "application/pdf";
  return {
    "content-type": isKnown ? mediaType : UNKNOWN_TYPE,
    "content-length": String(bytes),
    "content-disposition": `${isShown ? "inline" : "attachment"}; ${encodeName(name)}`,
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "private, max-age=300",
  };
}

/** RFC 6266: old readers get ASCII, all others the name itself. */
function encodeName(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/gu, "_");
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/gu,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
