/** `dragoman shop widget-secret | widget-key | rules`: how the shop vouches for its buyers, and its rules in numbers. */
import { readFile } from "node:fs/promises";
import { createPublicKey } from "node:crypto";
import { z } from "zod";
import { AppError } from "../contracts/errors.ts";
import { PROOF_KINDS, type ToolSettings } from "../contracts/tools.ts";
import { withProgram } from "./with-program.ts";

export async function widgetSecretCommand(word: string): Promise<void> {
  if (word !== "" && word !== "renew")
    throw new AppError("REQUEST_INVALID", 'Use "shop widget-secret" or "shop widget-secret renew".');
  await withProgram(async ({ ports, shop }) => {
    const keys =
      word === "renew" ? await ports.tools.renewSecret(shop.shopId) : await ports.tools.tokenKeys(shop.shopId);
    const secret = Buffer.from(keys.secret).toString("base64url");
    process.stdout.write(`${secret}\n`);
    process.stderr.write(
      `Sign tokens with HS256 and these ${keys.secret.length} bytes (base64url); aud is "dragoman:${keys.shopKey}". See adapters/web-widget/README.md.\n`,
    );
  });
}

export async function widgetKeyCommand(algorithm: string, path: string): Promise<void> {
  if (algorithm === "none") return setKey(null);
  if (algorithm !== "RS256" && algorithm !== "ES256") {
    throw new AppError(
      "REQUEST_INVALID",
      'Use "shop widget-key RS256 FILE", "shop widget-key ES256 FILE" or "shop widget-key none".',
    );
  }
  const pem = await readFile(path, "utf8").catch((error: unknown) => {
    throw new AppError("REQUEST_INVALID", `The file ${path} cannot be read.`, {}, error);
  });
  await setKey({ algorithm, pem: checkKey(algorithm, pem) });
}

/** A private key in the database would be a gift; a key of another kind would refuse every buyer. */
function checkKey(algorithm: "RS256" | "ES256", pem: string): string {
  if (!pem.includes("BEGIN PUBLIC KEY")) throw new AppError("REQUEST_INVALID", "Give the public key as PEM (SPKI).");
  const key = createPublicKey(pem);
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  const isRight =
    algorithm === "RS256"
      ? key.asymmetricKeyType === "rsa" && modulusLength >= 2_048
      : key.asymmetricKeyType === "ec" && namedCurve === "prime256v1";
  if (!isRight)
    throw new AppError("REQUEST_INVALID", "RS256 wants an RSA key of at least 2048 bits, ES256 one on P-256.");
  return pem;
}

async function setKey(key: { readonly algorithm: "RS256" | "ES256"; readonly pem: string } | null): Promise<void> {
  await withProgram(async ({ ports, shop }) => {
    await ports.tools.setPublicKey(shop.shopId, key);
    process.stdout.write(key ? `tokens signed with ${key.algorithm} are accepted too\n` : "no public key any more\n");
  });
}

const days = z.strictObject({ from: z.int().min(0).max(90), to: z.int().min(0).max(120) });
const RULES = z.strictObject({
  proofs: z.tuple([z.enum(PROOF_KINDS)], z.enum(PROOF_KINDS)),
  cancelHours: z.number().min(0).max(720),
  changeAddressHours: z.number().min(0).max(720),
  returnDays: z.int().min(0).max(1_000),
  deliveryDays: z.record(z.string().regex(/^(?:[A-Z]{2}|\*)$/), days),
  dispatchDays: days,
  autoCouponPercent: z.number().min(0).max(50),
  goodwillCode: z.string().min(1).max(60).nullable(),
  proposalHours: z.int().min(1).max(720),
  proofTriesPerHour: z.int().min(1).max(20),
  proofTriesPerHourOfShop: z.int().min(5).max(10_000),
  couponTriesPerHour: z.int().min(1).max(100),
  proofHours: z.int().min(1).max(168),
  linkHosts: z.array(z.string().regex(/^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+$/)).max(50),
}) satisfies z.ZodType<ToolSettings>;

/** Each word is `name=value`, the value as JSON or as it is. Without words the rules are printed. */
export async function rulesCommand(words: readonly string[]): Promise<void> {
  await withProgram(async ({ ports, shop }) => {
    const before = await ports.tools.settings(shop.shopId);
    const changes = Object.fromEntries(words.map(readRule));
    const read = RULES.safeParse({ ...before, ...changes });
    if (!read.success) {
      const names = [...new Set(read.error.issues.map((issue) => issue.path.join(".") || "names"))];
      throw new AppError("REQUEST_INVALID", `Check these rules: ${names.join(", ")}.`);
    }
    if (words.length > 0) await ports.tools.saveSettings(shop.shopId, read.data);
    process.stdout.write(`${JSON.stringify(read.data, null, 2)}\n`);
  });
}

function readRule(word: string): readonly [string, unknown] {
  const at = word.indexOf("=");
  if (at < 1) throw new AppError("REQUEST_INVALID", "A rule is written name=value, for example returnDays=14.");
  const text = word.slice(at + 1);
  try {
    return [word.slice(0, at), JSON.parse(text) as unknown];
  } catch {
    // A word without quotes is the word: goodwillCode=SORRY10.
    return [word.slice(0, at), text];
  }
}
