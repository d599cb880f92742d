/** Checks an agent's e-mail and password; a wrong one and an unknown one look the same and take the same time. */
import { AppError } from "../../contracts/errors.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Shop } from "../../contracts/stores.ts";
import { checkNothing, isPassword } from "./passwords.ts";
import { openSession, type Session } from "./sessions.ts";
import type { SignInThrottle } from "./throttle-sign-in.ts";

export interface SignInInput {
  readonly email: string;
  readonly password: string;
  /** Needed only where several shops live in one installation. */
  readonly shopKey: string | null;
  readonly remoteAddress: string;
}

/** Throws TOO_MANY_REQUESTS or NOT_SIGNED_IN. */
export async function signIn(
  input: SignInInput,
  throttle: SignInThrottle,
  ports: Pick<Ports, "agents" | "shops" | "clock">,
): Promise<Session> {
  throttle.count(input.email, input.remoteAddress);
  const shop = chooseShop(await ports.shops.list(), input.shopKey);
  const found = shop === null ? null : await ports.agents.findForSignIn(shop.shopId, input.email);
  const isRight =
    found === null ? await checkNothing(input.password) : await isPassword(input.password, found.passwordHash);
  if (shop === null || found === null || !isRight)
    throw new AppError("NOT_SIGNED_IN", "The e-mail or the password is not right.");
  throttle.forgive(input.email, input.remoteAddress);
  return openSession(found.agent, shop, ports);
}

function chooseShop(shops: readonly Shop[], shopKey: string | null): Shop | null {
  if (shopKey === null) return shops.length === 1 ? (shops[0] ?? null) : null;
  return shops.find((shop) => shop.shopKey === shopKey) ?? null;
}
