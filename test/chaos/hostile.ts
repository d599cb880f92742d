/** A model that always obeys the attacker: how many of its deeds came through. With a mutant, one guard is switched off. */
import type { HostileFigures } from "../assistant/hostile/run-attacks.ts";
import { loadMutant } from "../assistant/hostile/load-mutant.ts";
import { MUTANTS } from "../assistant/hostile/mutants.ts";

export async function runHostile(options: {
  readonly attacks: number;
  readonly seed: number;
  readonly mutant: string | null;
}): Promise<HostileFigures & Readonly<Record<string, unknown>>> {
  const mutant = MUTANTS.find(({ guard }) => guard === options.mutant);
  if (options.mutant !== null) {
    if (!mutant) throw new Error(`No such guard; there are ${MUTANTS.map(({ guard }) => guard).join(", ")}`);
    loadMutant(mutant);
  }
  // Only now: what was imported before is as it is.
  const { runAttacks } = await import("../assistant/hostile/run-attacks.ts");
  const attacks = options.attacks > 0 ? options.attacks : (mutant?.attacks ?? 0);
  return { ...(await runAttacks({ attacks, seed: options.seed, ...(mutant ? { goals: mutant.goals } : {}) })) };
}
