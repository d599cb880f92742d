/** Opens the program for one command and closes it again, whatever happens. */
import { openProgram, type Program } from "../compose/open-program.ts";
import { readConfig } from "../config.ts";
import { createJsonLogger } from "../ops/json-logger.ts";
import { systemClock } from "../ops/system-clock.ts";

/** Warnings and errors go to standard error: standard output is the command's answer. */
export async function withProgram<Result>(work: (program: Program) => Promise<Result>): Promise<Result> {
  const config = readConfig();
  const level = config.logLevel === "info" ? "warn" : config.logLevel;
  const log = createJsonLogger({ level, form: "line", write: (line) => void process.stderr.write(line) });
  const program = await openProgram(config, { clock: systemClock, log, mode: "command", isShared: true });
  try {
    return await work(program);
  } finally {
    await program.close();
  }
}
