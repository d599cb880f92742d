/** `dragoman password EMAIL`: a new password for an agent who lost theirs, printed once. */
import { AppError } from "../contracts/errors.ts";
import { generatePassword, hashPassword } from "../http/session/passwords.ts";
import { withProgram } from "./with-program.ts";

export async function passwordCommand(email: string): Promise<void> {
  await withProgram(async ({ ports, shop }) => {
    const found = await ports.agents.findForSignIn(shop.shopId, email);
    if (!found) throw new AppError("NOT_FOUND", `No agent signs in as ${email}.`);
    const password = generatePassword();
    await ports.agents.setPassword(shop.shopId, found.agent.agentId, await hashPassword(password));
    process.stdout.write(`${email} signs in with ${password} (shown only now)\n`);
  });
}
