/** Takes events from the gateway and hands them inward: in order within a thread, side by side across threads. */
import { describeFault } from "../client.ts";
import { decodeDispatch, type Places } from "../decode.ts";
import type { SessionLedger } from "../state/session-ledger.ts";
import type { DeskIntake } from "../desk/desk-intake.ts";
import type { Chains } from "./create-chains.ts";
import { type AdmissionParts, type Admit, createAdmission } from "./admission.ts";

export interface IntakeParts extends AdmissionParts {
  readonly places: Places;
  readonly ledger: SessionLedger;
  readonly chains: Chains;
  /** Takes what the shop's own people do before anybody looks for buyers in it. */
  readonly team: Pick<DeskIntake, "take">;
}

export interface Intake {
  /** An event of the gateway. Never throws and never waits. */
  take(event: string, sequence: number, data: unknown): void;
  /** Runs after everything that was taken before in this thread. */
  queue(threadKey: string, work: () => Promise<void>): void;
  readonly admit: Admit;
  /** Resolves when everything taken so far is done, or left because of an abort. */
  settled(): Promise<void>;
}

export function createIntake(parts: IntakeParts, signal: AbortSignal): Intake {
  const { host, client, places, ledger, team } = parts;
  const { queue, settled } = parts.chains;
  const admit = createAdmission(parts, signal);

  return {
    take(event, sequence, data) {
      const finish = ledger.begin(sequence);
      if (team.take(event, data, finish)) return;
      const decoded = decodeDispatch(event, data, places);
      if (decoded.kind === "ignored" || decoded.kind === "refused") {
        if (decoded.kind === "refused") host.refuse(decoded.reason);
        finish();
        return;
      }
      // Discord waits 3 s for this, our storing may take longer; the press itself counts whatever becomes of it.
      if (decoded.kind === "press") {
        client
          .acknowledgePress(decoded.id, decoded.interactionToken)
          .catch((error: unknown) => host.log.warn("discord-press-not-acknowledged", { fault: describeFault(error) }));
      }
      queue(decoded.message.threadKey, async () => {
        if (await admit(decoded)) finish();
      });
    },
    queue,
    admit,
    settled,
  };
}
