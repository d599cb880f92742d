/** `dragoman serve`: the server until a signal, and the three lines a newcomer needs. */
import { serve } from "../compose/serve.ts";
import { ROLES, readConfig, type Role } from "../config.ts";
import { createJsonLogger } from "../ops/json-logger.ts";
import { runUntilSignal } from "../ops/run-until-signal.ts";
import { systemClock } from "../ops/system-clock.ts";
import { describeFault } from "./describe-fault.ts";

export async function serveCommand(named: readonly string[] | undefined): Promise<void> {
  const config = readConfig();
  const roles = named === undefined ? ROLES : ROLES.filter((role) => named.includes(role));
  const log = createJsonLogger({ level: config.logLevel, form: process.stdout.isTTY ? "line" : "json" });
  const tools = { clock: systemClock, log };
  try {
    process.exitCode = await runUntilSignal({
      ...tools,
      async start(life) {
        const { port, owner } = await serve(config, roles, life, tools);
        greet(roles, config.publicOrigin ?? `http://localhost:${port}`, owner);
        log.info("serving", { port, roles });
      },
    });
  } catch (error) {
    process.stderr.write(`${describeFault(error)}\n`);
    process.exitCode = 1;
  }
  // A library's forgotten timer must not keep a stopped server alive.
  process.exit();
}

function greet(
  roles: readonly Role[],
  origin: string,
  owner: { readonly email: string; readonly password: string } | null,
): void {
  if (!roles.includes("web")) return;
  const lines = [
    `Shop page to try    ${origin}/`,
    owner
      ? `Agent console       ${origin}/console  sign in as ${owner.email} with ${owner.password} (shown only now)`
      : `Agent console       ${origin}/console`,
    "Add a channel       set TELEGRAM_BOT_TOKEN or DISCORD_BOT_TOKEN and start again, see README.md",
  ];
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join("\n")}\n\n`);
}
