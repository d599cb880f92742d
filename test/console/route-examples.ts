/** A valid request for every route of the console, by which the matrix tries each of them. */
import { DEFAULT_DESK_SETTINGS } from "../../src/shared/desk-settings.ts";

const TEXT = { title: "A", url: null, questions: [], tags: [], body: "B", reviewedUntil: null };
/** A valid body for each route that takes one; a new route without an example here fails the matrix. */
export const BODIES: Readonly<Record<string, unknown>> = {
  "POST /session": { email: "a@shop.example", password: "x" },
  "POST /access/link": { ticket: "first.x" },
  "POST /access/link/accept": { ticket: "first.x", password: "x" },
  "POST /account/password": { current: "x", next: "x" },
  "POST /account/name": { name: "Olga" },
  "POST /account/factor": { password: "x" },
  "POST /account/factor/confirm": { code: "000000" },
  "POST /account/factor/codes": { password: "x", code: "000000" },
  "POST /account/factor/remove": { password: "x", code: "000000" },
  "POST /account/sessions/:sessionId/end": {},
  "POST /account/sessions/end-others": {},
  "POST /people/invitations": { email: "new@shop.example", role: "agent" },
  "DELETE /people/links/:linkId": undefined,
  "PUT /people/settings": { isFactorRequired: false },
  "POST /people/:agentId/role": { role: "agent" },
  "POST /people/:agentId/disable": {},
  "POST /people/:agentId/enable": {},
  "POST /people/:agentId/password-link": {},
  "POST /people/:agentId/end-sessions": {},
  "POST /people/:agentId/reset-factor": {},
  "POST /tickets/:ticketId/take": {},
  "POST /tickets/:ticketId/files": "%PDF-1.4",
  "DELETE /files/:uploadId": undefined,
  "POST /tickets/:ticketId/messages/:messageId/again": {},
  "POST /tickets/:ticketId/reply": { text: "hello", draftKey: "draft-0001" },
  "POST /tickets/:ticketId/release": { to: "queue" },
  "POST /tickets/:ticketId/resolve": {},
  "POST /tickets/:ticketId/merge": { tickets: ["0193c0de-0000-7000-8000-00000000beef"] },
  "POST /merges/:mergeId/undo": {},
  "POST /tickets/:ticketId/snooze": { until: Date.now() + 3_600_000 },
  "POST /tickets/:ticketId/await": {},
  "POST /tickets/:ticketId/transfer": { agentId: "0193c0de-0000-7000-8000-00000000dead" },
  "PATCH /tickets/:ticketId": { tags: ["vip"] },
  "POST /tickets/:ticketId/presence": { state: "typing" },
  "POST /bulk": { tickets: [], action: { kind: "take" } },
  "PUT /tickets/:ticketId/contact": { tags: ["vip"] },
  "PUT /views/:viewId": { name: "Mine", base: "open", conditions: {}, isShared: false },
  "DELETE /views/:viewId": undefined,
  "PUT /view-order": { viewIds: [] },
  "POST /tickets/:ticketId/notes": { noteId: "0193c0de-0000-7000-8000-00000000beef", text: "hello", mentions: [] },
  "PUT /desk/me": { availability: "away", languages: [], skills: [], capacity: null },
  "POST /desk/me/seen": {},
  "PUT /desk/settings": DEFAULT_DESK_SETTINGS,
  "DELETE /session": undefined,
  "POST /proposals/:proposalId/approve": {},
  "POST /proposals/:proposalId/reject": { reason: "not in stock" },
  "POST /knowledge/articles/:articleKey/drafts": { language: "en", text: TEXT, reason: "", basedOn: null },
  "POST /knowledge/articles/:articleKey/proposals": { language: "en" },
  "POST /knowledge/moves": { versionIds: ["0193c0de-0000-7000-8000-00000000dead"], to: "published", reason: "" },
  "POST /knowledge/ask": { text: "hello", language: null, withDrafts: false, draft: null },
  "POST /knowledge/settings": { expired: "mark", warnDays: 30, hasRatings: true },
  "POST /incidents": {
    texts: { en: { title: "Late", answer: "It is late.", apology: "We are sorry." } },
    words: ["nobody says this"],
  },
  "PUT /incidents/:incidentId/texts": {
    texts: { en: { title: "Late", answer: "It is late.", apology: "We are sorry." } },
    basedOn: 1,
  },
  "POST /incidents/:incidentId/approve": {},
  "POST /incidents/:incidentId/close": {},
  "POST /satisfaction/export": { days: 30 },
  "PUT /reviews/card": { basedOn: 1, criteria: [{ key: "correct", weight: 1, name: null, hint: null }] },
  "POST /reviews/draw": { days: 30, perAgent: 2, seed: "monday" },
  "POST /reviews/:reviewId": { cardVersion: 1, marks: [], comment: "" },
  "POST /reviews/:reviewId/skip": {},
  "POST /reviews/:reviewId/answer": { text: "Thank you" },
  "POST /team-desks/codes": { kind: "account", language: "en" },
  "DELETE /team-desks/desks/:deskId": undefined,
  "DELETE /team-desks/accounts/:accountId/:senderKey": undefined,
  "POST /macros/:macroKey": { names: { en: "Hello" }, texts: { en: "Hello!" } },
  "DELETE /macros/:macroKey": undefined,
  "POST /macros/:macroKey/restore": {},
  "POST /tickets/:ticketId/macros/:macroKey/used": {},
  "PUT /desk/me/reading": { reads: ["es"], isOff: false },
  "POST /tickets/:ticketId/translations": {},
  "POST /tickets/:ticketId/translations/preview": { text: "hello" },
  "PUT /manners/:market": { opening: "apology", formality: "polite", avoid: [], note: "" },
  "POST /manners/:market/restore": {},
  "POST /tickets/:ticketId/copilot/summary": { language: "en" },
  "POST /tickets/:ticketId/copilot/reply": {},
  "POST /tickets/:ticketId/copilot/rewrite": { text: "hello", manner: "shorten" },
  "POST /training/start": { language: "es", caseKey: "late-parcel", speed: "brisk", reads: "en" },
  "POST /training/resume": {},
  "POST /training/end": {},
  "POST /search": { query: "parcel" },
  "POST /api-keys": { name: "Stock", agentId: null, scopes: ["tickets:read"], expiresAt: null },
  "DELETE /api-keys/:keyId": undefined,
  "POST /webhooks": { url: "https://hooks.example/dragoman", description: "", events: ["ticket.opened"] },
  "PATCH /webhooks/:endpointId": { state: "paused" },
  "DELETE /webhooks/:endpointId": undefined,
  "POST /webhooks/:endpointId/secret": {},
  "POST /webhooks/:endpointId/test": {},
  "POST /webhooks/:endpointId/deliveries/:eventKey/resend": {},
  "POST /webhooks/:endpointId/resend-failed": {},
  "POST /knowledge/questions/:groupId/article": { articleKey: "delivery" },
  "POST /knowledge/questions/:groupId/state": { state: "done" },
};
/** A file goes as it is. */
export const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "POST /tickets/:ticketId/files": { "content-type": "application/octet-stream" },
};
export const QUERIES: Readonly<Record<string, string>> = {
  "POST /tickets/:ticketId/files": "?uploadId=0193c0de-0000-7000-8000-00000000f11e&name=a.pdf",
  "GET /tickets": "?view=waiting",
  "GET /selection": "?view=waiting",
  "GET /knowledge/questions": "?state=open",
};
export const UNKNOWN = "0193c0de-0000-7000-8000-00000000dead";

export const fillPath = (pattern: string, ticketId: string) =>
  pattern
    .replace(":ticketId", ticketId)
    .replace(":articleKey", "delivery")
    .replace(":macroKey", "delay")
    .replace(":market", "ja")
    .replace(":uploadId", UNKNOWN)
    .replace(":messageId", UNKNOWN)
    .replace(":position", "0")
    .replace(":incidentId", UNKNOWN)
    .replace(":mergeId", UNKNOWN)
    .replace(":reviewId", UNKNOWN)
    .replace(":groupId", UNKNOWN)
    .replace(":viewId", UNKNOWN)
    .replace(":deskId", UNKNOWN)
    .replace(":accountId", UNKNOWN)
    .replace(":senderKey", "1001")
    .replace(":agentId", UNKNOWN)
    .replace(":linkId", UNKNOWN)
    .replace(":sessionId", UNKNOWN)
    .replace(":keyId", UNKNOWN)
    .replace(":endpointId", UNKNOWN)
    .replace(":eventKey", "evt_audit_1")
    .replace(":conversationId", UNKNOWN)
    .replace(":proposalId", UNKNOWN);
