/** Asks Discord again while another try may help; what it refuses is not asked twice. Never throws. */
import type { ChannelHost } from "../../src/contracts/channel-adapter.ts";
import { describeFault } from "./client.ts";

export interface Asking {
  readonly host: ChannelHost;
  /** Logged with each try that failed. */
  readonly event: string;
  readonly maxTries: number;
  /** Where Discord does not say how long. */
  readonly waitMs: (tries: number) => number;
}

export type Asked<Answer> =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "refused" }
  /** After so many tries, or an abort. */
  | { readonly kind: "given-up" };

export async function askOften<Answer>(
  { host, event, maxTries, waitMs }: Asking,
  ask: () => Promise<Answer>,
  signal: AbortSignal,
): Promise<Asked<Answer>> {
  for (let tries = 1; tries <= maxTries && !signal.aborted; tries += 1) {
    try {
      return { kind: "answered", answer: await ask() };
    } catch (error) {
      const fault = describeFault(error);
      host.log.warn(event, { fault, tries });
      if (fault.kind === "rejected") return { kind: "refused" };
      await host.clock.sleep(fault.kind === "rate-limited" ? fault.afterMs : waitMs(tries), signal);
    }
  }
  return { kind: "given-up" };
}
