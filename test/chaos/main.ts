/** `npm run chaos -- NAME [--json]`: what survives when things are broken on purpose. */
import { parseArgs } from "node:util";
import { printReport } from "../support/print-report.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    cycles: { type: "string", default: "60" },
    runs: { type: "string" },
    buyers: { type: "string", default: "4" },
    attacks: { type: "string" },
    payloads: { type: "string", default: "5000" },
    seed: { type: "string", default: "7" },
    /** A guard that is switched off, to see that its absence is seen. */
    mutant: { type: "string" },
  },
});

const [name = ""] = positionals;
switch (name) {
  case "kill9": {
    const { runKill9 } = await import("./kill9.ts");
    const figures = await runKill9({ cycles: Number(values.cycles), buyersPerChannel: Number(values.buyers) });
    printReport(name, figures, values.json);
    break;
  }
  case "takeover": {
    const { runTakeover } = await import("./takeover.ts");
    const figures = await runTakeover({ runs: Number(values.runs ?? "2000"), mutant: values.mutant ?? null });
    printReport(name, figures, values.json);
    const found = ["assistantAfterHuman", "doubleHolders", "lostAgentMessages", "neverAtRest"].filter(
      (each) => figures[each] !== 0,
    );
    // A mutant is meant to be found.
    if (found.length > 0 === (values.mutant === undefined)) process.exitCode = 1;
    break;
  }
  case "hostile": {
    const { runHostile } = await import("./hostile.ts");
    const figures = await runHostile({
      attacks: Number(values.attacks ?? values.runs ?? (values.mutant ? "0" : "2000")),
      seed: Number(values.seed),
      mutant: values.mutant ?? null,
    });
    printReport(name, figures, values.json);
    // A mutant is meant to do harm.
    if (figures.violationsTotal > 0 && !values.mutant) process.exitCode = 1;
    break;
  }
  case "tenants": {
    const { runTenants } = await import("./tenants.ts");
    const figures = await runTenants();
    printReport(name, figures, values.json);
    if (figures["foreignRows"] !== 0) process.exitCode = 1;
    break;
  }
  case "xss": {
    const { runXss } = await import("./xss.ts");
    const figures = await runXss({ payloads: Number(values.payloads) });
    printReport(name, figures, values.json);
    if (figures["ran"] !== 0 || figures["policyViolations"] !== 0 || figures["ranInHole"] === 0) process.exitCode = 1;
    break;
  }
  default:
    process.stderr.write(
      "npm run chaos -- kill9 [--cycles 60] [--buyers 4] [--json]\nnpm run chaos -- takeover [--runs 2000] [--mutant GUARD] [--json]\nnpm run chaos -- hostile [--attacks 2000] [--seed 7] [--mutant GUARD] [--json]\nnpm run chaos -- tenants [--json]\nnpm run chaos -- xss [--payloads 5000] [--json]\n",
    );
    process.exitCode = 1;
}
process.exit();
