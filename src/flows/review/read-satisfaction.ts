/** What buyers think of how they were dealt with, for who heads the desk: shares with their intervals, reasons, bad scores left alone. */
import type { Instant } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { SatisfactionView, ScoreGroup, ScoreRecord } from "../../contracts/satisfaction.ts";
import type { Agent } from "../../contracts/stores.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { estimateShare } from "../../shared/numbers/estimate-share.ts";
import { groupReasons, type ReasonPorts } from "./group-reasons.ts";
import { writeCsv } from "./write-csv.ts";

export type SatisfactionPorts = ReasonPorts & Pick<Ports, "clock">;

const DAY_MS = 86_400_000;
/** More lines than a spreadsheet is pleasant with, fewer than a server minds. */
const MAX_EXPORTED = 50_000;

export async function readSatisfaction(
  agent: Agent,
  days: number,
  ports: SatisfactionPorts,
): Promise<SatisfactionView> {
  assertMay(agent, "satisfaction:read");
  await groupReasons(agent.shopId, ports);
  const since = sinceDays(days, ports);
  const [report, reasons, settings] = await Promise.all([
    ports.desk.scoresBy(agent.shopId, since),
    ports.desk.scoreReasons(agent.shopId, since),
    ports.desk.settings(agent.shopId),
  ]);
  // Every case came in by one channel.
  const all = report.groups.filter(({ dimension }) => dimension === "channel");
  const sum = (part: "asked" | "scored" | "good" | "low") => all.reduce((total, each) => total + each[part], 0);
  return {
    days,
    asked: sum("asked"),
    scored: sum("scored"),
    low: sum("low"),
    goodShare: estimateShare(sum("good"), sum("scored")),
    groups: report.groups.map(withShare),
    reasons,
    lowScores: report.low,
    unfollowed: report.unfollowed,
    asksAfterMinutes: settings.scoreAfterMinutes,
  };
}

function withShare(group: ScoreGroup) {
  return { ...group, goodShare: estimateShare(group.good, group.scored) };
}

const COLUMNS = [
  "ticket",
  "asked_at",
  "scored_at",
  "score",
  "channel",
  "language",
  "category",
  "agent",
  "handed_over_because",
  "about",
  "words",
] as const;

export async function exportScores(agent: Agent, days: number, ports: SatisfactionPorts): Promise<string> {
  assertMay(agent, "satisfaction:read");
  const wanted = { since: sinceDays(days, ports), limit: MAX_EXPORTED };
  const records = await ports.desk.exportScores(agent.shopId, wanted, agent.agentId);
  return writeCsv(COLUMNS, records.map(toRow));
}

function toRow(record: ScoreRecord) {
  return [
    record.ticketNumber,
    writeMoment(record.askedAt),
    record.scoredAt === null ? null : writeMoment(record.scoredAt),
    record.score,
    record.channel,
    record.language,
    record.category,
    record.agentName,
    record.reason,
    record.subject,
    record.words,
  ];
}

function writeMoment(at: Instant): string {
  return new Date(at).toISOString();
}

function sinceDays(days: number, { clock }: Pick<Ports, "clock">): Instant {
  return (clock.now() - days * DAY_MS) as Instant;
}
