/** `npm run bench -- NAME [--json]`: one figure's worth of truth, with the machine and a baseline of the same run. */
import { parseArgs } from "node:util";
import { printReport } from "../support/print-report.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    seconds: { type: "string", default: "20" },
    passages: { type: "string", default: "100000" },
    points: { type: "string", default: "100000" },
    messages: { type: "string" },
    conversations: { type: "string", default: "100000" },
    agents: { type: "string", default: "50" },
    hours: { type: "string", default: "0" },
  },
});

const BENCHES: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>> = {
  "cold-start": async () => (await import("./cold-start.ts")).runColdStart(),
  reply: async () => (await import("./reply.ts")).runReply({ seconds: Number(values.seconds) }),
  hnsw: async () => (await import("./hnsw.ts")).runHnsw({ points: Number(values.points) }),
  retrieval: async () => (await import("./retrieval.ts")).runRetrieval({ passages: Number(values.passages) }),
  throughput: async () =>
    (await import("./throughput.ts")).runThroughput({ messages: Number(values.messages ?? 10_000) }),
  console: async () =>
    (await import("./console.ts")).runConsole({
      conversations: Number(values.conversations),
      messages: Number(values.messages ?? 2_000_000),
      agents: Number(values.agents),
      hours: Number(values.hours),
    }),
  widget: async () => (await import("./widget.ts")).runWidget(),
};

const [name = ""] = positionals;
const bench = BENCHES[name];
if (bench) {
  printReport(name, await bench(), values.json);
} else {
  process.stderr.write(`npm run bench -- ${Object.keys(BENCHES).join("|")} [--json]\n`);
  process.exitCode = 1;
}
process.exit();
