/** Guards that can be left out, to see that the run would find it. Nothing else of the ports changes. */
import { sql } from "kysely";
import type { Ports } from "../../../src/contracts/ports.ts";
import type { TestProgram } from "../../support/test-program.ts";

type Wire = (ports: Ports, program: TestProgram) => Ports;

interface Mutant {
  /** The figure by which it must be found. */
  readonly foundBy: "assistantAfterHuman" | "doubleHolders" | "lostAgentMessages";
  readonly wire: Wire;
}

/** The transaction that queues what the assistant says does not ask who holds the conversation, nor whose turn it is. */
const withoutOwnership: Wire = (ports, program) => ({
  ...ports,
  conversations: {
    ...ports.conversations,
    async settleTurn(claim, change, record) {
      const { shopId, conversationId } = claim.conversation;
      const now = await ports.conversations.get(shopId, conversationId);
      const conversation = { ...claim.conversation, epoch: now?.epoch ?? 0 };
      const leaseToken = await leaseTokenOf(program, conversationId);
      if (leaseToken !== null) {
        return ports.conversations.settleTurn({ ...claim, conversation, leaseToken }, change, record);
      }
      return ports.conversations.change(shopId, conversationId, conversation.epoch, change);
    },
  },
});

/** A person's action is written whatever has happened since it was begun. */
const withoutEpoch: Wire = (ports) => ({
  ...ports,
  conversations: {
    ...ports.conversations,
    async change(shopId, conversationId, _expected, change) {
      for (;;) {
        const now = await ports.conversations.get(shopId, conversationId);
        const result = await ports.conversations.change(shopId, conversationId, now?.epoch ?? 0, change);
        // The epoch may have moved between the two statements; a ticket that is in another state says no for good.
        if (result.kind !== "overtaken" || result.epoch === now?.epoch) return result;
      }
    },
  },
});

/** What the team did is acknowledged before it is kept. */
const withoutKeeping: Wire = (ports) => ({ ...ports, staff: { ...ports.staff, keepEvent: async () => true } });

export const MUTANTS: Readonly<Record<string, Mutant>> = {
  ownership: { foundBy: "assistantAfterHuman", wire: withoutOwnership },
  epoch: { foundBy: "doubleHolders", wire: withoutEpoch },
  "kept-event": { foundBy: "lostAgentMessages", wire: withoutKeeping },
};

export function findMutant(name: string): Mutant {
  const mutant = MUTANTS[name];
  if (!mutant) throw new Error(`No such guard; there are ${Object.keys(MUTANTS).join(", ")}`);
  return mutant;
}

export function wireMutant(name: string | null, ports: Ports, program: TestProgram): Ports {
  return name === null ? ports : findMutant(name).wire(ports, program);
}

async function leaseTokenOf({ db, shop }: TestProgram, conversationId: string): Promise<string | null> {
  const rows = await db.database.inShop<{ token: string | null }>(
    shop.shopId,
    sql`select lease_token as token from conversation where conversation_id = ${conversationId}`,
  );
  return rows[0]?.token ?? null;
}
