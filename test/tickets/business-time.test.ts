/** Promises counted in open hours: nights, weekends, holidays, clock changes, far time zones. */
import { describe, expect, test } from "vitest";
import type { DeskSettings } from "../../src/contracts/desk.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import { DEFAULT_DESK_SETTINGS } from "../../src/shared/desk-settings.ts";
import { addOpenMinutes, isOpenAt, nextOpening } from "../../src/tickets/business-time.ts";
import { promiseReply } from "../../src/tickets/promise-reply.ts";

const at = (text: string) => Date.parse(text) as Instant;
const iso = (moment: Instant | null) => (moment === null ? null : new Date(moment).toISOString());

const NINE_TO_SIX = [{ from: "09:00", to: "18:00" }];
const WEEK = { mon: NINE_TO_SIX, tue: NINE_TO_SIX, wed: NINE_TO_SIX, thu: NINE_TO_SIX, fri: NINE_TO_SIX };
const madrid = { timeZone: "Europe/Madrid", hours: WEEK, holidays: ["2026-12-25"] };

describe("open time", () => {
  test.each([
    ["within the day", "2026-11-23T09:00:00Z", 120, "2026-11-23T11:00:00.000Z"],
    ["over the night", "2026-11-23T16:00:00Z", 120, "2026-11-24T09:00:00.000Z"],
    ["from the night", "2026-11-23T02:00:00Z", 60, "2026-11-23T09:00:00.000Z"],
    ["over the weekend", "2026-11-27T16:30:00Z", 60, "2026-11-30T08:30:00.000Z"],
    ["over a holiday and the weekend behind it", "2026-12-24T16:00:00Z", 120, "2026-12-28T09:00:00.000Z"],
    ["over the end of summer time", "2026-10-23T15:00:00Z", 120, "2026-10-26T09:00:00.000Z"],
    ["over the beginning of summer time", "2026-03-27T16:00:00Z", 120, "2026-03-30T08:00:00.000Z"],
    ["exactly to the end of a day", "2026-11-23T15:00:00Z", 120, "2026-11-23T17:00:00.000Z"],
  ])("%s", (_name, from, minutes, due) => {
    expect(iso(addOpenMinutes(at(from), minutes, madrid))).toBe(due);
  });

  test("a desk that opens across midnight elsewhere is found by its own date", () => {
    const tokyo = { timeZone: "Asia/Tokyo", hours: { tue: [{ from: "08:00", to: "10:00" }] }, holidays: [] };
    // Tuesday 08:00 in Tokyo is Monday 23:00 in UTC.
    expect(iso(addOpenMinutes(at("2026-11-23T12:00:00Z"), 30, tokyo))).toBe("2026-11-23T23:30:00.000Z");
  });

  test("a pause at noon is not counted", () => {
    const pause = {
      ...madrid,
      hours: {
        mon: [
          { from: "14:00", to: "18:00" },
          { from: "09:00", to: "12:00" },
        ],
      },
    };
    expect(iso(addOpenMinutes(at("2026-11-23T10:00:00Z"), 120, pause))).toBe("2026-11-23T14:00:00.000Z");
  });

  test("without hours, or with hours that never come, the clock runs", () => {
    expect(addOpenMinutes(at("2026-11-22T00:00:00Z"), 10, { ...madrid, hours: null })).toBe(at("2026-11-22T00:10:00Z"));
    expect(addOpenMinutes(at("2026-11-22T00:00:00Z"), 10, { ...madrid, hours: {} })).toBe(at("2026-11-22T00:10:00Z"));
  });

  test("open or not, and when next", () => {
    expect(isOpenAt(at("2026-11-23T08:00:00Z"), madrid)).toBe(true);
    expect(isOpenAt(at("2026-11-23T17:00:00Z"), madrid)).toBe(false);
    expect(iso(nextOpening(at("2026-11-28T12:00:00Z"), madrid))).toBe("2026-11-30T08:00:00.000Z");
    expect(nextOpening(at("2026-11-23T08:00:00Z"), madrid)).toBeNull();
    expect(nextOpening(at("2026-11-23T08:00:00Z"), { ...madrid, hours: {} })).toBeNull();
  });
});

describe("the promise of a first reply", () => {
  const settings: DeskSettings = { ...DEFAULT_DESK_SETTINGS, ...madrid, firstReplyByLanguage: { es: { normal: 60 } } };
  const openedAt = at("2026-11-23T16:30:00Z");

  test("an urgent case does not wait for the morning", () => {
    const { dueAt, warnAt } = promiseReply({ priority: "urgent", language: "en", openedAt }, settings);
    expect([iso(dueAt), iso(warnAt)]).toEqual(["2026-11-23T18:30:00.000Z", "2026-11-23T18:00:00.000Z"]);
    const atDay = { ...settings, isUrgentAlways: false };
    expect(iso(promiseReply({ priority: "urgent", language: "en", openedAt }, atDay).dueAt)).toBe(
      "2026-11-24T09:30:00.000Z",
    );
  });

  test("a language may have its own", () => {
    const due = (language: "es" | "en") =>
      iso(promiseReply({ priority: "normal", language, openedAt }, settings).dueAt);
    expect(due("es")).toBe("2026-11-24T08:30:00.000Z");
    // Twenty-four hours of open time are two days and two thirds.
    expect(due("en")).toBe("2026-11-26T13:30:00.000Z");
  });
});
