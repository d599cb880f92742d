/**
 * Random interleavings of a buyer, an answer in the making, and two persons who act by the console, the API, a Telegram
 * topic or a Discord thread, on one conversation each, while the processes of the shop are killed. After it all: no word
 * of the assistant behind a person's, never two holders, and every reply that somebody was promised arrived.
 */
import { sql } from "kysely";
import type { TicketId } from "../../src/contracts/ids.ts";
import type { StaffThreadId } from "../../src/contracts/staff-desk.ts";
import { createTestProgram, type TestProgram } from "../support/test-program.ts";
import { type CrewMember, type DeskChannel, hire, link, openDesks, type TeamDesks } from "./takeover/hire-crew.ts";
import { findMutant } from "./takeover/mutants.ts";
import { runOnce, type Stage } from "./takeover/run-once.ts";
import { runShop } from "./takeover/run-shop.ts";
import { createTally, type Tally } from "./takeover/tally.ts";

/** Many at once: a run mostly waits. */
const LANES = 24;
/** A new process costs the machine as much as several runs. */
const RUNS_A_KILL = 50;

export interface TakeoverOptions {
  readonly runs: number;
  /** A guard that is left out, to see that the run finds it. */
  readonly mutant?: string | null;
}

export async function runTakeover(options: TakeoverOptions): Promise<Readonly<Record<string, unknown>>> {
  const { runs, mutant = null } = options;
  // Of a mutant one finding is enough.
  const foundBy = mutant === null ? null : findMutant(mutant).foundBy;
  const startedAt = performance.now();
  const program = await createTestProgram();
  const tally = createTally();
  const arrived: Stage["arrived"] = new Map();
  const shop = await runShop(
    program,
    { mutant, mayKill: (kills) => tally.runs >= (kills + 0.5) * RUNS_A_KILL },
    {
      onArrival(accountId, message) {
        const messages = arrived.get(accountId);
        // The platform drops what comes under a key it knows.
        if (messages?.every((each) => each.outboundId !== message.outboundId)) messages.push(message);
      },
      onFault: (event) => void tally.faults.set(event, (tally.faults.get(event) ?? 0) + 1),
    },
  );
  try {
    const crews = await hireCrews(program, Math.min(LANES, runs));
    const ways = { shop, desks: crews.desks, threadOf: threadsOf(program, crews.desks) };
    let begun = 0;
    const lane = async (crew: Stage["crew"]) => {
      while (begun < runs && !(foundBy && tally[foundBy] > 0)) {
        begun += 1;
        await runOnce(begun, { program, ways, crew, tally, arrived });
        if (tally.runs % 50 === 0) process.stderr.write(`\r${tally.runs} of ${runs}`);
      }
    };
    await Promise.all(crews.lanes.map(lane));
    process.stderr.write("\n");
    return report(tally, { kills: shop.kills.count, seconds: (performance.now() - startedAt) / 1_000 });
  } finally {
    await shop.close();
    await program.close();
  }
}

function report(tally: Tally, more: { readonly kills: number; readonly seconds: number }) {
  const { findings, faults, ...figures } = tally;
  return {
    ...figures,
    ...more,
    seconds: Math.round(more.seconds),
    findings: [...findings],
    faults: Object.fromEntries(faults),
  };
}

/** Two to a lane: what a key or a session may ask for in a second is limited, and they must not wait for one another. */
async function hireCrews(program: TestProgram, lanes: number) {
  const pairs: [CrewMember, CrewMember][] = [];
  for (let lane = 0; lane < lanes; lane += 1) {
    pairs.push([await hire(program, `mina-${lane}`), await hire(program, `omar-${lane}`)]);
  }
  const [first] = pairs;
  if (!first) throw new Error("A run needs a lane.");
  const desks = await openDesks(program, first[0].agent.agentId);
  for (const member of pairs.flat()) await link(program, desks, member);
  return { lanes: pairs as readonly Stage["crew"][], desks };
}

/** The thread of a case as the desk's loop makes it, without a platform on which it would stand. */
function threadsOf({ db, ports }: TestProgram, desks: TeamDesks) {
  const { database, shop } = db;
  return async (channel: DeskChannel, ticketId: TicketId): Promise<string> => {
    const threadKey = `thread-${ticketId}`;
    const threadId = ports.ids.derive<StaffThreadId>(`${channel}:${ticketId}`);
    await database.inShop(
      shop.shopId,
      sql`insert into staff_thread (shop_id, thread_id, desk_id, ticket_id, conversation_id, thread_key, mirrored_seq, shown)
        select shop_id, ${threadId}, ${desks[channel].deskId}, ticket_id, conversation_id, ${threadKey}, 0,
          jsonb_build_object('status', status, 'agentId', agent_id, 'priority', priority, 'category', category)
        from ticket where shop_id = ${shop.shopId} and ticket_id = ${ticketId}
        on conflict do nothing`,
    );
    return threadKey;
  };
}
