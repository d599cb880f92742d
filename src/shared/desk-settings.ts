/** What a shop promises and how its people work until it says otherwise. */
import type { DeskSettings } from "../contracts/desk.ts";

export const DEFAULT_DESK_SETTINGS: DeskSettings = {
  timeZone: "UTC",
  hours: null,
  holidays: [],
  // The founding documents' promise: urgent complaints within two hours, everything else within a day.
  firstReplyMinutes: { urgent: 120, high: 1_440, normal: 1_440, low: 1_440 },
  firstReplyByLanguage: {},
  isUrgentAlways: true,
  warnAt: 0.75,
  capacity: 5,
  awayAfterSeconds: 60,
  returnAfterMinutes: 5,
  resolveSilentAfterHours: 72,
  closeAfterHours: 168,
  // What is much money differs from shop to shop.
  highOrderMinor: {},
  vipTags: ["vip"],
  repeatWithinDays: 7,
  frequentCases: 3,
  frequentWithinDays: 30,
  // Whoever is taken at once need not be told of a queue.
  placeAfterSeconds: 2,
  scoreAfterMinutes: 5,
  followUpHours: 72,
  badScore: "reopen",
};
