/**
 * The shop's processes while a run lasts: two at work, a third that comes up to take the place of the next one killed.
 * What a dead one held is free at once, as if the time of its leases had passed: a run of thousands cannot wait for it.
 */
import { sql } from "kysely";
import pg from "pg";
import type { ChannelAccountId } from "../../../src/contracts/ids.ts";
import type { TestProgram } from "../../support/test-program.ts";
import type { Order } from "./orders.ts";
import { ProcessGone, type ProcessHooks, type ShopProcess, startProcess } from "./start-process.ts";

const AT_WORK = 2;
const LOOK_MS = 100;
const RETRY_MS = 5;

export interface RunningShop {
  /** By conversation, so that nobody else holds what a killed one held. */
  processOf(run: number): ShopProcess;
  anyProcess(): ShopProcess;
  /** Before somebody is asked again; rejects when there will be nobody. */
  pauseForNext(): Promise<void>;
  /** Tried again with the next process, as a platform does, until one has answered. */
  insist(run: number, order: Order): Promise<unknown>;
  readonly kills: { count: number };
  close(): Promise<void>;
}

export interface ShopOptions {
  readonly mutant: string | null;
  /** Asked again and again, with how many there were. */
  readonly mayKill: (kills: number) => boolean;
}

export async function runShop(program: TestProgram, options: ShopOptions, hooks: ProcessHooks): Promise<RunningShop> {
  const { database, shop, otherShop, accountId, runtimeUrl, superuserUrl } = program.db;
  const shared = { shop, otherShop, accountId, runtimeUrl, superuserUrl };
  const watcher = new pg.Client({ connectionString: superuserUrl });
  await watcher.connect();
  let count = 0;
  const start = () => startProcess({ shared, name: `shop-${(count += 1)}`, mutant: options.mutant }, hooks);
  const atWork = await Promise.all(Array.from({ length: AT_WORK }, start));
  const kills = { count: 0 };
  const stopping = Promise.withResolvers<void>();
  let isStopping = false;

  const strike = async (next: ShopProcess): Promise<void> => {
    const place = Math.floor(Math.random() * AT_WORK);
    const victim = atWork[place];
    atWork[place] = next;
    if (!victim) return;
    const left = victim.underWay();
    await victim.kill();
    kills.count += 1;
    await untilDisconnected(watcher, victim.name);
    await free(left);
    await next.carryOut({ kind: "take-up-left" }).catch(() => undefined);
  };
  const free = async (left: readonly Order[]): Promise<void> => {
    const accountIds = left.flatMap((order) => ("accountId" in order ? [order.accountId] : []));
    await freeLeases(program, accountIds);
    const externalIds = left.flatMap((order) => (order.kind === "hear-staff" ? [order.event.externalId] : []));
    await database.inShop(
      shop.shopId,
      sql`update staff_event set lease_until = now() where external_id = any(${externalIds}) and settled_at is null`,
    );
  };
  const striking = (async () => {
    let next = await start();
    while (!isStopping) {
      await Promise.race([stopping.promise, pause(LOOK_MS)]);
      if (isStopping || !options.mayKill(kills.count)) continue;
      await strike(next);
      next = await start();
    }
    await next.kill();
  })();
  const processOf = (run: number) => atWork[run % AT_WORK] as ShopProcess;
  return {
    kills,
    processOf,
    anyProcess: () => processOf(Math.floor(Math.random() * AT_WORK)),
    async pauseForNext() {
      if (isStopping) throw new ProcessGone();
      await pause(RETRY_MS);
    },
    async insist(run, order) {
      for (;;) {
        try {
          return await processOf(run).carryOut(order);
        } catch (error) {
          if (!(error instanceof ProcessGone) || isStopping) throw error;
          await pause(RETRY_MS);
        }
      }
    },
    async close() {
      isStopping = true;
      stopping.resolve();
      await striking;
      await Promise.all(atWork.map((each) => each.kill()));
      await watcher.end();
    },
  };
}

/** What was sent in one packet may still be committed although nobody waits for it. */
async function untilDisconnected(watcher: pg.Client, name: string): Promise<void> {
  for (;;) {
    const { rowCount } = await watcher.query("select 1 from pg_stat_activity where application_name = $1", [name]);
    if (rowCount === 0) return;
    await pause(2);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export async function freeLeases({ db }: TestProgram, accountIds: readonly ChannelAccountId[]): Promise<void> {
  const of = [...accountIds];
  await db.database.withShop(db.shop.shopId, async (trx) => {
    await sql`update conversation set lease_until = now() - interval '1 ms'
      where account_id = any(${of}) and lease_until > now()`.execute(trx);
    await sql`update outbox set due_at = now() where account_id = any(${of}) and state = 'sending'`.execute(trx);
  });
}
