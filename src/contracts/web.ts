/** Pages fetched from the open web on a merchant's word. Where they lie is checked, not believed. */

export interface PageRequest {
  readonly url: string;
  /** Of the last time: an unchanged page is not sent again. */
  readonly etag?: string | null;
  readonly lastModified?: string | null;
  readonly signal: AbortSignal;
}

export type FetchFault =
  | "not-a-web-address"
  | "private-address"
  | "port-not-allowed"
  | "too-many-redirects"
  | "too-large"
  | "too-slow"
  | "unreachable"
  | "aborted";

export type PageOutcome =
  | {
      readonly kind: "fetched";
      /** After redirects. */
      readonly url: string;
      readonly contentType: string;
      readonly bytes: Uint8Array;
      readonly etag: string | null;
      readonly lastModified: string | null;
    }
  | { readonly kind: "unchanged" }
  /** The server's answer was not a page: 404 and 410 mean that it is gone. */
  | { readonly kind: "answered"; readonly status: number }
  | { readonly kind: "refused"; readonly fault: FetchFault };

/** Never throws. */
export type SafeFetch = (request: PageRequest) => Promise<PageOutcome>;
