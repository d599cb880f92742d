/** Training: begin, go on, where it stands, end, and what it came to. Always of the real shop, also while one practises. */
import { z } from "zod";
import { LANGUAGES } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import { TRAINING_SPEEDS, type TrainingRunId } from "../../contracts/training.ts";
import { endTraining } from "../../flows/training/end-training.ts";
import { readNow, readResult, readTeamTraining, readTraining } from "../../flows/training/read-training.ts";
import { resumeTraining, startTraining } from "../../flows/training/start-training.ts";
import type { Session } from "../../http/session/sessions.ts";
import { agentRoute, type ConsoleRoute, json } from "../console-route.ts";

const CHOICE = z.strictObject({
  language: z.enum(LANGUAGES),
  caseKey: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,39}$/u)
    .nullable(),
  speed: z.enum(TRAINING_SPEEDS),
  reads: z.enum(LANGUAGES),
});
const RUN = z.strictObject({ runId: z.guid().transform((id) => id.toLowerCase() as TrainingRunId) });
const NO_BODY = z.strictObject({}).optional();
const OWN = "training:own";

export function createTrainingRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute({ method: "GET", path: "/training", permission: OWN }, {}, async (_input, session) =>
      json(await readTraining(realOf(session), ports)),
    ),
    agentRoute({ method: "GET", path: "/training/now", permission: OWN }, {}, async (_input, session) =>
      json(session.home ? await readNow(realOf(session), ports) : { kind: "none" }),
    ),
    agentRoute({ method: "GET", path: "/training/team", permission: "training:results" }, {}, async (_input, session) =>
      json({ runs: await readTeamTraining(realOf(session), ports) }),
    ),
    agentRoute(
      { method: "GET", path: "/training/runs/:runId", permission: OWN },
      { params: RUN },
      async ({ params }, session) => json(await readResult(realOf(session), params.runId, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/training/start", permission: OWN },
      { body: CHOICE },
      async ({ body }, session) => json(await startTraining(traineeOf(session), body, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/training/resume", permission: OWN },
      { body: NO_BODY },
      async (_input, session) => json({ kind: (await resumeTraining(traineeOf(session), ports)) ? "resumed" : "none" }),
    ),
    agentRoute({ method: "POST", path: "/training/end", permission: OWN }, { body: NO_BODY }, async (_input, session) =>
      json({ kind: "ended", runId: await endTraining(realOf(session), ports) }),
    ),
  ];
}

function realOf(session: Session) {
  return (session.home ?? session).agent;
}

function traineeOf(session: Session) {
  return { agent: realOf(session), sessionHash: session.sessionHash };
}
