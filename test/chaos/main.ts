/** `npm run chaos -- NAME [--json]`: what survives when things are broken on purpose. */
import { parseArgs } from "node:util";
import { printReport } from "../support/print-report.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    cycles: { type: "string", default: "60" },
    runs: { type: "string", default: "2000" },
    buyers: { type: "string", default: "4" },
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
    printReport(name, await runTakeover({ runs: Number(values.runs) }), values.json);
    break;
  }
  default:
    process.stderr.write(
      "npm run chaos -- kill9 [--cycles 60] [--buyers 4] [--json]\nnpm run chaos -- takeover [--runs 2000] [--json]\n",
    );
    process.exitCode = 1;
}
process.exit();
