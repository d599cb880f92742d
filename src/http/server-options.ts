/** What the HTTP server is given by compose.ts; it looks nothing up by itself. */
import type { ChannelRoute } from "../contracts/channel-adapter.ts";
import type { ChannelName } from "../contracts/message.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Logger } from "../contracts/runtime.ts";
import type { ImportDesk } from "../flows/import/edit-sources.ts";
import type { JudgeTarget } from "../contracts/webhook.ts";
import type { CommerceGate } from "./commerce/mount-commerce.ts";

export interface ChannelMount {
  readonly channel: ChannelName;
  readonly routes: readonly ChannelRoute[];
}

export interface Readiness {
  readonly isReady: boolean;
  /** Kebab-case names of what is missing, e.g. "database", "knowledge". */
  readonly waitingFor: readonly string[];
}

export interface HttpServerOptions {
  readonly ports: Ports;
  /** The channels that are switched on in this installation. */
  readonly channels: readonly ChannelMount[];
  /** The ways in for the shop's data; absent: closed. */
  readonly commerce?: CommerceGate;
  /** What the console imports with; absent: it cannot. */
  readonly imports?: ImportDesk;
  /** Which addresses webhooks may go to; absent: none. */
  readonly judgeTarget?: JudgeTarget;
  /** Without "web" only `/healthz`, `/readyz` and `/metrics` are served. */
  readonly roles: readonly string[];
  /** Absolute paths of the folders with the built pages. */
  readonly pages: { readonly console: string; readonly storefront: string };
  /** Must answer whether the database answers; an exception or more than two seconds count as "not ready". */
  readonly readiness: () => Promise<Readiness>;
  readonly renderMetrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** Scheme, host and port as browsers see them, when a proxy stands in front; null otherwise. */
  readonly publicOrigin: string | null;
  /** How many proxies in front may set X-Forwarded-*; 0 trusts none. */
  readonly trustedProxies: number;
  /** The address to listen on; all addresses when absent. */
  readonly host?: string;
  readonly log: Logger;
}

export interface HttpServer {
  /** Every path that is answered, below where it is mounted, but those of channels. */
  paths(): readonly string[];
  /** Resolves with the port once connections are accepted; 0 picks a free one. Throws PORT_IN_USE. */
  listen(port: number): Promise<number>;
  /** Stops accepting, ends streams, waits for running requests, 10 s at most. Never throws; safe to call twice. */
  close(): Promise<void>;
}
