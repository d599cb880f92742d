/** What a waiting buyer may be told: never a figure that nobody has counted, never "now" when nobody is there. */
import { describe, expect, test } from "vitest";
import type { Instant } from "../../src/contracts/ids.ts";
import { DEFAULT_DESK_SETTINGS } from "../../src/shared/desk-settings.ts";
import { describeWait } from "../../src/tickets/describe-wait.ts";

const MONDAY_NOON = Date.parse("2026-11-23T12:00:00Z") as Instant;
const MONDAY_NIGHT = Date.parse("2026-11-23T22:00:00Z") as Instant;
const TUESDAY_NINE = Date.parse("2026-11-24T09:00:00Z") as Instant;
const DUE = Date.parse("2026-11-24T12:00:00Z") as Instant;
const OFFICE = {
  ...DEFAULT_DESK_SETTINGS,
  hours: { mon: [{ from: "09:00", to: "17:00" }], tue: [{ from: "09:00", to: "17:00" }] },
};
const NORMAL = { priority: "normal", firstReplyDueAt: DUE } as const;
const URGENT = { priority: "urgent", firstReplyDueAt: DUE } as const;
const usually = (minutes: number) => {
  const place = { ahead: 2, usualWaitMs: minutes * 60_000 };
  const wait = describeWait(NORMAL, place, DEFAULT_DESK_SETTINGS, { now: MONDAY_NOON, isAnybodyThere: true });
  return wait.kind === "queue" ? wait.usually : wait;
};

describe("the usual time", () => {
  test("is rounded up: to five minutes above ten, to hours above ninety", () => {
    expect([0.2, 1, 9.5, 10.2, 15, 88, 90, 91, 150, 2_000].map(usually)).toEqual([
      { unit: "minutes", count: 1 },
      { unit: "minutes", count: 1 },
      { unit: "minutes", count: 10 },
      { unit: "minutes", count: 15 },
      { unit: "minutes", count: 15 },
      { unit: "minutes", count: 90 },
      { unit: "minutes", count: 90 },
      { unit: "hours", count: 2 },
      { unit: "hours", count: 3 },
      { unit: "hours", count: 34 },
    ]);
  });

  test("is not said without samples", () => {
    const place = { ahead: 2, usualWaitMs: null };
    expect(describeWait(NORMAL, place, OFFICE, { now: MONDAY_NOON, isAnybodyThere: true })).toEqual({
      kind: "queue",
      ahead: 2,
      usually: null,
    });
  });
});

describe("nobody there", () => {
  const place = { ahead: 1, usualWaitMs: 60_000 };

  test("at night: when the desk opens; but whoever works at night counts", () => {
    const night = { now: MONDAY_NIGHT, isAnybodyThere: false };
    expect(describeWait(NORMAL, place, OFFICE, night)).toEqual({ kind: "closed", opensAt: TUESDAY_NINE });
    expect(describeWait(NORMAL, place, OFFICE, { ...night, isAnybodyThere: true })).toMatchObject({ kind: "queue" });
  });

  test("at night and urgent: what was promised, for somebody is called in", () => {
    const night = { now: MONDAY_NIGHT, isAnybodyThere: false };
    expect(describeWait(URGENT, place, OFFICE, night)).toEqual({ kind: "absent", ahead: 1, promisedAt: DUE });
    const asleep = { ...OFFICE, isUrgentAlways: false };
    expect(describeWait(URGENT, place, asleep, night)).toEqual({ kind: "closed", opensAt: TUESDAY_NINE });
  });

  test("in office hours: what was promised, until that is over", () => {
    const noon = { now: MONDAY_NOON, isAnybodyThere: false };
    expect(describeWait(NORMAL, place, OFFICE, noon)).toEqual({ kind: "absent", ahead: 1, promisedAt: DUE });
    const late = { ...NORMAL, firstReplyDueAt: (MONDAY_NOON - 1) as Instant };
    expect(describeWait(late, place, OFFICE, noon)).toEqual({ kind: "absent", ahead: 1, promisedAt: null });
  });

  test("in a shop without hours: the place, and how long it usually takes", () => {
    expect(describeWait(NORMAL, place, DEFAULT_DESK_SETTINGS, { now: MONDAY_NIGHT, isAnybodyThere: false })).toEqual({
      kind: "queue",
      ahead: 1,
      usually: { unit: "minutes", count: 1 },
    });
  });
});
