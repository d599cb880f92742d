/** `dragoman password EMAIL`: a new password for an agent who lost theirs, printed once. */
import { AppError } from "../contracts/errors.ts";
import { generatePassword } from "../http/session/passwords.ts";
import { withProgram } from "./with-program.ts";

export interface PasswordOptions {
  /** Also the second factor, for who has lost the phone and the recovery codes. */
  readonly withoutFactor?: boolean;
}

export async function passwordCommand(email: string, { withoutFactor = false }: PasswordOptions): Promise<void> {
  await withProgram(async ({ ports, shop: { shopId } }) => {
    const found = await ports.agents.findForSignIn(shopId, email);
    if (!found) throw new AppError("NOT_FOUND", `No agent signs in as ${email}.`);
    const { agentId } = found.agent;
    const password = generatePassword();
    await ports.access.setPassword(shopId, agentId, await ports.vault.hashPassword(password), null);
    if (withoutFactor) await ports.access.removeFactor(shopId, agentId, null);
    process.stdout.write(`${email} signs in with ${password} (shown only now)\n`);
    const factor = await ports.access.factor(shopId, agentId);
    if (factor?.isConfirmed) {
      process.stdout.write("Their second factor is still asked for; --without-factor removes it.\n");
    }
  });
}
