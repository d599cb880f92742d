/** Who calls the API: the bearer of a key. A wrong key, one that is over and one of nobody look the same. */
import type { Request } from "express";
import type { ApiCaller } from "../../contracts/api-key.ts";
import { AppError } from "../../contracts/errors.ts";
import type { Ports } from "../../contracts/ports.ts";
import { hashKey, readShopKey } from "./api-key.ts";
import type { CallCounter } from "./limit-calls.ts";

const HINT = "Send a key that is valid in the header Authorization: Bearer dgm_...; keys are made in the console.";

/** `failures` counts by address, so that guessing costs the database little. Throws NOT_SIGNED_IN or TOO_MANY_REQUESTS. */
export async function findCaller(
  request: Request,
  failures: CallCounter,
  ports: Pick<Ports, "apiKeys" | "shops">,
): Promise<ApiCaller> {
  const address = request.ip ?? "";
  if (failures.look(address).remaining < 1) failures.take(address);
  const caller = await lookUp(/^Bearer +(\S{1,200})$/iu.exec(request.get("authorization") ?? "")?.[1] ?? "", ports);
  if (caller) return caller;
  failures.take(address);
  throw new AppError("NOT_SIGNED_IN", HINT);
}

async function lookUp(key: string, ports: Pick<Ports, "apiKeys" | "shops">): Promise<ApiCaller | null> {
  const shopKey = readShopKey(key);
  if (shopKey === null) return null;
  const shop = (await ports.shops.list()).find((each) => each.shopKey === shopKey);
  const caller = shop ? await ports.apiKeys.find(shop.shopId, hashKey(key)) : null;
  // The audit log names the key beside the agent.
  return caller && { ...caller, agent: { ...caller.agent, via: caller.keyName } };
}
