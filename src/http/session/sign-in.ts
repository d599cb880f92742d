/** Checks an agent's e-mail, password and second factor; a wrong password and an unknown e-mail look and take the same. */
import { AppError } from "../../contracts/errors.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Shop } from "../../contracts/stores.ts";
import { takeCode } from "../../flows/access/second-factor.ts";
import { checkNothing } from "./passwords.ts";
import { openSession, type Session, type SessionPorts } from "./sessions.ts";
import type { SignInThrottle } from "./throttle-sign-in.ts";

export interface SignInInput {
  readonly email: string;
  readonly password: string;
  /** Of the authenticator app, or a recovery code. */
  readonly code: string | null;
  /** Needed only where several shops live in one installation. */
  readonly shopKey: string | null;
  readonly remoteAddress: string;
  readonly device: string;
}

export type SignInResult =
  | { readonly kind: "signed-in"; readonly session: Session }
  /** The password is right; `wasWrong`: the code that came with it is not. */
  | { readonly kind: "code-needed"; readonly wasWrong: boolean };

/** Throws TOO_MANY_REQUESTS or NOT_SIGNED_IN. */
export async function signIn(
  input: SignInInput,
  throttle: SignInThrottle,
  ports: SessionPorts & Pick<Ports, "access" | "vault" | "log">,
): Promise<SignInResult> {
  const { email, password, code, remoteAddress } = input;
  const waitMs = throttle.count(email, remoteAddress);
  if (waitMs > 0) await ports.clock.sleep(waitMs);
  const shop = chooseShop(await ports.shops.list(), input.shopKey);
  const found = shop === null ? null : await ports.agents.findForSignIn(shop.shopId, email);
  const isRight =
    found === null ? await checkNothing(password) : await ports.vault.isPassword(password, found.passwordHash);
  if (shop === null || found === null || !isRight)
    throw new AppError("NOT_SIGNED_IN", "The e-mail or the password is not right.");
  const factor = await ports.access.factor(shop.shopId, found.agent.agentId);
  if (factor?.isConfirmed) {
    if (code === null) return { kind: "code-needed", wasWrong: false };
    throttle.countCode(email, remoteAddress);
    if (!(await takeCode(found.agent, code, ports))) return { kind: "code-needed", wasWrong: true };
  }
  throttle.forgive(email, remoteAddress);
  return { kind: "signed-in", session: await openSession({ ...found, shop, device: input.device }, ports) };
}

function chooseShop(shops: readonly Shop[], shopKey: string | null): Shop | null {
  if (shopKey === null) return shops.length === 1 ? (shops[0] ?? null) : null;
  return shops.find((shop) => shop.shopKey === shopKey) ?? null;
}
