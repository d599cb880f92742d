/** What the page about staff desks is told. */
import type { StaffFault, StaffLanguage } from "./staff-desk.ts";

/** Groups and channels in which the team works, and whose account stands for whom. */
export interface TeamDesksView {
  /** In which a new desk would be spoken to. */
  readonly language: StaffLanguage;
  /** Platforms that are switched on and can have a desk. */
  readonly channels: readonly string[];
  readonly desks: readonly {
    readonly deskId: string;
    readonly channel: string;
    readonly placeName: string;
    readonly language: StaffLanguage;
    readonly fault: StaffFault | null;
    readonly linkedAt: number;
  }[];
  readonly accounts: readonly {
    readonly accountId: string;
    readonly senderKey: string;
    readonly senderName: string;
    readonly agentName: string;
    readonly linkedAt: number;
    readonly isOwn: boolean;
  }[];
}
