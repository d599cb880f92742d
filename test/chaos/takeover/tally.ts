/** What a run of take-overs counts. */
import { ROUTES, type RouteName } from "./act-by-route.ts";

export interface RouteTally {
  /** That somebody was told are on their way. */
  replies: number;
  /** Cases taken, passed on, put to sleep, given back or resolved. */
  deeds: number;
  /** Somebody was faster, or the case was over. */
  refused: number;
  /** Its process was killed over it. */
  cutOff: number;
  lost: number;
}

export interface Tally {
  runs: number;
  assistantAfterHuman: number;
  doubleHolders: number;
  lostAgentMessages: number;
  /** Conversations with which somebody was still busy a minute later. */
  neverAtRest: number;
  readonly routes: Readonly<Record<RouteName, RouteTally>>;
  readonly findings: Set<string>;
  readonly faults: Map<string, number>;
}

export function createTally(): Tally {
  const none = (): RouteTally => ({ replies: 0, deeds: 0, refused: 0, cutOff: 0, lost: 0 });
  return {
    runs: 0,
    assistantAfterHuman: 0,
    doubleHolders: 0,
    lostAgentMessages: 0,
    neverAtRest: 0,
    routes: Object.fromEntries(ROUTES.map((route) => [route, none()])) as Record<RouteName, RouteTally>,
    findings: new Set(),
    faults: new Map(),
  };
}
