/** What the stories of training touch, and how fast the buyers of a run are. */
import type { Ports } from "../../contracts/ports.ts";
import type { TrainingSpeed } from "../../contracts/training.ts";
import type { Pace } from "../../training/step-case.ts";

export type TrainingPorts = Pick<
  Ports,
  | "training"
  | "shops"
  | "inbox"
  | "conversations"
  | "tickets"
  | "desk"
  | "macros"
  | "manners"
  | "texts"
  | "model"
  | "doorbell"
  | "live"
  | "clock"
  | "ids"
  | "log"
  | "metrics"
>;

export const PACES: Readonly<Record<TrainingSpeed, Pace>> = {
  calm: { typesMs: 6_000, patience: 2 },
  usual: { typesMs: 3_000, patience: 1 },
  brisk: { typesMs: 1_500, patience: 0.5 },
};
