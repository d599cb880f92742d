/** The second factor of one's own account: added, proven, asked for, given new recovery codes, taken away. */
import { AppError } from "../../contracts/errors.ts";
import type { Agent } from "../../contracts/stores.ts";
import { type AccessPorts, type Refused, refuse } from "./access-ports.ts";

type FactorPorts = Pick<AccessPorts, "access" | "vault" | "clock" | "log">;

export interface FactorOffer {
  readonly kind: "offered";
  /** In base32, for typing. */
  readonly factorKey: string;
  /** For the app: otpauth://totp/... */
  readonly address: string;
}

export type CodesGiven = { readonly kind: "done"; readonly codes: readonly string[] };

/** Nothing is asked for before it is proven; begun again, the first key is worth nothing. */
export async function beginFactor(
  agent: Agent,
  { password, shopName }: { readonly password: string; readonly shopName: string },
  ports: AccessPorts,
): Promise<FactorOffer | Refused> {
  if (!(await isOwnPassword(agent, password, ports))) return refuse("wrong-password");
  const factorKey = ports.vault.newFactorKey();
  const sealed = ports.vault.seal(factorKey, agent.agentId);
  if (!(await ports.access.beginFactor(agent.shopId, agent.agentId, sealed)))
    throw new AppError("REQUEST_INVALID", "Your account has a second factor; remove it before you add another.");
  return { kind: "offered", factorKey, address: nameFactor(agent.email, shopName, factorKey) };
}

/** The first code proves that the app has the key; then the recovery codes are shown, once. */
export async function confirmFactor(agent: Agent, code: string, ports: FactorPorts): Promise<CodesGiven | Refused> {
  const factorKey = await openKey(agent, ports);
  const step = factorKey === null ? null : ports.vault.findStep(factorKey, cleanCode(code), ports.clock.now());
  if (step === null) return refuse("wrong-code");
  const { codes, codeHashes } = makeCodes(agent, ports);
  const isDone = await ports.access.confirmFactor(agent.shopId, agent.agentId, { step, codeHashes });
  return isDone ? { kind: "done", codes } : refuse("wrong-code");
}

/** Takes a code of the app or a recovery code; neither is taken twice. */
export async function takeCode(agent: Agent, code: string, ports: FactorPorts): Promise<boolean> {
  const given = cleanCode(code);
  if (!/^\d{6}$/u.test(given)) {
    return ports.access.takeRecoveryCode(agent.shopId, agent.agentId, hashCode(agent, given, ports));
  }
  const factorKey = await openKey(agent, ports);
  const step = factorKey === null ? null : ports.vault.findStep(factorKey, given, ports.clock.now());
  return step !== null && ports.access.takeStep(agent.shopId, agent.agentId, step);
}

export async function renewCodes(
  agent: Agent,
  proof: { readonly password: string; readonly code: string },
  ports: AccessPorts,
): Promise<CodesGiven | Refused> {
  const refused = await proveBoth(agent, proof, ports);
  if (refused !== null) return refused;
  const { codes, codeHashes } = makeCodes(agent, ports);
  await ports.access.renewRecoveryCodes(agent.shopId, agent.agentId, codeHashes);
  return { kind: "done", codes };
}

export async function removeFactor(
  agent: Agent,
  proof: { readonly password: string; readonly code: string },
  ports: AccessPorts,
): Promise<{ readonly kind: "done" } | Refused> {
  const refused = await proveBoth(agent, proof, ports);
  if (refused !== null) return refused;
  await ports.access.removeFactor(agent.shopId, agent.agentId, agent.agentId);
  return { kind: "done" };
}

export async function isOwnPassword(
  agent: Agent,
  password: string,
  ports: Pick<AccessPorts, "agents" | "vault">,
): Promise<boolean> {
  const found = await ports.agents.findForSignIn(agent.shopId, agent.email);
  return found?.agent.agentId === agent.agentId && (await ports.vault.isPassword(password, found.passwordHash));
}

async function proveBoth(
  agent: Agent,
  { password, code }: { readonly password: string; readonly code: string },
  ports: AccessPorts,
): Promise<Refused | null> {
  if (!(await isOwnPassword(agent, password, ports))) return refuse("wrong-password");
  return (await takeCode(agent, code, ports)) ? null : refuse("wrong-code");
}

/** Null also when the key was sealed by another installation, as behind a restored backup; recovery codes still work. */
async function openKey(agent: Agent, { access, vault, log }: FactorPorts): Promise<string | null> {
  const factor = await access.factor(agent.shopId, agent.agentId);
  const factorKey = factor && vault.unseal(factor.sealedKey, agent.agentId);
  if (factor && factorKey === null) log.warn("second-factor-unreadable", { agentId: agent.agentId });
  return factorKey;
}

function makeCodes(agent: Agent, ports: Pick<FactorPorts, "vault">) {
  const codes = ports.vault.newRecoveryCodes();
  return { codes, codeHashes: codes.map((code) => hashCode(agent, cleanCode(code), ports)) };
}

function hashCode({ agentId }: Agent, code: string, { vault }: Pick<FactorPorts, "vault">): string {
  return vault.hashToken(`${agentId}:${code}`);
}

/** People type what they read: with spaces, dashes and capitals. */
function cleanCode(code: string): string {
  return code
    .normalize("NFKC")
    .replaceAll(/[\s-]+/gu, "")
    .toLowerCase();
}

/** https://github.com/google/google-authenticator/wiki/Key-Uri-Format names the form; all apps read it. */
function nameFactor(email: string, shopName: string, factorKey: string): string {
  const label = `${encodeURIComponent(shopName)}:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?secret=${factorKey}&issuer=${encodeURIComponent(shopName)}&algorithm=SHA1&digits=6&period=30`;
}
