/** Links an account to an agent, or a place to the shop, by a code that the console showed once. */
import type { Instant, ShopId } from "../../contracts/ids.ts";
import type { StaffDeskId, StaffEvent, StaffLanguage } from "../../contracts/staff-desk.ts";
import type { StaffCode } from "../../contracts/staff-store.ts";
import type { Agent } from "../../contracts/stores.ts";
import { may } from "../../shared/assert-may.ts";
import type { Handled, HeardEvent } from "./heard-event.ts";
import { languageOfShop } from "./staff-language.ts";
import type { StaffPorts } from "./staff-ports.ts";

const CODE_LIFE_MS = 15 * 60_000;
const CODE_LENGTH = 8;
/** Without letters that look like digits, and without vowels, so that no word comes out. */
const ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXZ";
/** 28 to the power of 8 is some 4 * 10^11: five tries an hour find nothing within a code's quarter of an hour. */
const MAX_WRONG_CODES = 5;
const INSPECT_MS = 10_000;

type Event<Kind extends StaffEvent["kind"]> = Extract<StaffEvent, { readonly kind: Kind }>;

export interface ShownCode {
  readonly code: string;
  readonly expiresAt: Instant;
}

/** The code is in the answer and nowhere else; one made earlier for the same is void. */
export async function makeCode(
  agent: Agent,
  { kind, language }: Pick<StaffCode, "kind" | "language">,
  { staff, ids, clock }: Pick<StaffPorts, "staff" | "ids" | "clock">,
): Promise<ShownCode> {
  const random = ids.derive<string>(`${ids.next<string>()}:${ids.next<string>()}`).replaceAll("-", "");
  const code = Array.from({ length: CODE_LENGTH }, (_, at) => {
    const value = Number.parseInt(random.slice(at * 4, at * 4 + 4), 16);
    return ALPHABET[value % ALPHABET.length] ?? "";
  }).join("");
  const expiresAt = (clock.now() + CODE_LIFE_MS) as Instant;
  const codeHash = hashCode(agent.shopId, code, ids);
  await staff.putCode(agent.shopId, { codeHash, kind, agentId: agent.agentId, language, expiresAt });
  return { code, expiresAt };
}

export async function linkAccount(
  heard: HeardEvent,
  { code, senderKey, senderName }: Event<"link-account">,
  ports: StaffPorts,
): Promise<Handled> {
  const { shopId, accountId } = heard;
  const taken = await takeCode(heard, { code, senderKey, kind: "account" }, ports);
  if ("outcome" in taken) return taken;
  const agent = await ports.agents.get(shopId, taken.agentId);
  if (!agent || !may(agent, "tickets:work")) return hint("hint-not-allowed", taken.language, ports);
  await ports.staff.linkAccount(
    shopId,
    { accountId, senderKey, senderName, agentId: agent.agentId },
    { actor: { kind: "agent", agentId: agent.agentId }, action: "staff-account-linked", detail: { sender: senderKey } },
  );
  const text = ports.texts.desk("done-link-account", taken.language, { name: agent.name });
  return { outcome: { kind: "done", text }, note: "linked" };
}

export async function linkDesk(heard: HeardEvent, event: Event<"link-desk">, ports: StaffPorts): Promise<Handled> {
  const { shopId, accountId } = heard;
  const { code, senderKey, placeKey } = event;
  const taken = await takeCode(heard, { code, senderKey, kind: "desk" }, ports);
  if ("outcome" in taken) return taken;
  const { language, agentId } = taken;
  const agent = await ports.agents.get(shopId, agentId);
  if (!agent || !may(agent, "team-desks:manage")) return hint("hint-not-allowed", language, ports);
  const staffChannel = ports.channels.adapterOf(accountId)?.staff;
  if (!staffChannel) return hint("hint-channel-off", language, ports);
  const seen = await staffChannel.inspect(placeKey, senderKey, AbortSignal.timeout(INSPECT_MS));
  if (seen.kind === "unreachable") return hint("hint-unreachable", language, ports);
  if (seen.kind === "lacking") {
    return hint(seen.fault === "no-threads" ? "hint-no-threads" : "hint-no-rights", language, ports);
  }
  if (!(event.isAdministrator ?? seen.isAdministrator)) return hint("hint-not-administrator", language, ports);
  await ports.staff.linkDesk(
    shopId,
    {
      deskId: ports.ids.next<StaffDeskId>(),
      accountId,
      placeKey,
      placeName: seen.placeName,
      language,
      linkedBy: agentId,
    },
    { actor: { kind: "agent", agentId }, action: "staff-desk-linked", detail: { place: placeKey } },
  );
  ports.doorbell.ringDesk(shopId);
  const shop = await ports.shops.get(shopId);
  return {
    outcome: { kind: "done", text: ports.texts.desk("done-link-desk", language, { shop: shop?.name ?? "" }) },
    note: "linked",
  };
}

async function takeCode(
  { shopId, accountId }: HeardEvent,
  { code, senderKey, kind }: { readonly code: string; readonly senderKey: string; readonly kind: StaffCode["kind"] },
  ports: StaffPorts,
): Promise<StaffCode | Handled> {
  const language = await languageOfShop(shopId, ports);
  if ((await ports.staff.wrongCodes(shopId, accountId, senderKey)) >= MAX_WRONG_CODES) {
    return hint("hint-codes", language, ports);
  }
  const taken = await ports.staff.takeCode(shopId, hashCode(shopId, code, ports.ids), kind);
  return taken ?? { ...hint("hint-code", language, ports), note: "wrong-code" };
}

function hint(name: string, language: StaffLanguage, { texts }: Pick<StaffPorts, "texts">): Handled {
  return { outcome: { kind: "hint", text: texts.desk(name, language) }, note: name };
}

function hashCode(shopId: ShopId, code: string, { derive }: Pick<StaffPorts["ids"], "derive">): string {
  return derive<string>(`staff-code:${shopId}:${code.trim().toUpperCase()}`);
}
