/** Files that the team posts in a topic of Telegram: the buyer gets them, or their author learns why not. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { replyToBuyer } from "../../src/flows/agent-action.ts";
import { uploadFile } from "../../src/flows/files/upload-file.ts";
import { openStaffRig, type StaffRig } from "../flows/staff-rig.ts";
import { until } from "../support/until.ts";
import { PDF, PNG, SVG } from "./sample-files.ts";

let rig: StaffRig;
beforeAll(async () => {
  rig = await openStaffRig();
});
afterAll(() => rig.close());

const filesOf = (buyerId: number) =>
  rig.fake
    .buyer(buyerId)
    .shown()
    .flatMap(({ text, files = [] }) => files.map(({ as, name, bytes }) => ({ text, as, name, bytes: bytes.length })));

test("a photo with words and a PDF reach the buyer in their order, each once, and the case is taken by its first", async () => {
  const ana = await rig.linked(await rig.addAgent("Ana Pérez"), 601);
  const { ticket, topic } = await rig.openCase(2001);
  rig.fake.keepFile("photo-a", PNG);
  rig.fake.keepFile("terms-a", PDF);
  ana.sends({ photo: [{ file_id: "photo-a" }], caption: "This is how it looks" }, topic);
  ana.sends({ document: { file_id: "terms-a", file_name: "../terms & rights.pdf", file_size: PDF.length } }, topic);
  await until("both files", () => filesOf(2001).length === 2);
  expect(filesOf(2001)).toEqual([
    { text: "Ana\nThis is how it looks", as: "photo", name: expect.stringMatching(/\.png$/u), bytes: PNG.length },
    { text: "Ana", as: "document", name: "_terms & rights.pdf", bytes: PDF.length },
  ]);
  expect(await rig.ticket(ticket.number)).toMatchObject({ status: "held" });
});

test("what may not be sent, or cannot be had, is not sent, and its author is told why", async () => {
  const bea = await rig.linked(await rig.addAgent("Bea Ruiz"), 602);
  const { topic } = await rig.openCase(2002);
  // As privately as Telegram allows.
  const told = (text: string) => rig.buyerGets(602, text);
  rig.fake.keepFile("risky", SVG);
  bea.sends({ document: { file_id: "risky", file_name: "logo.png" }, caption: "Look at this" }, topic);
  await told("Only images (PNG, JPEG, GIF, WebP) and PDF files can be sent to a buyer. Nothing was sent.");
  bea.sends({ document: { file_id: "unknown", file_name: "a.pdf" } }, topic);
  await told("could not be fetched from here");
  rig.fake.keepFile("noted", PDF);
  bea.sends({ document: { file_id: "noted", file_name: "a.pdf" }, caption: "// carrier's answer" }, topic);
  await told("Files are not kept with notes; the text was noted.");
  bea.says("Without a file it goes.", topic);
  await rig.buyerGets(2002, "Without a file it goes.");
  expect(filesOf(2002)).toEqual([]);
  expect(
    rig.fake
      .buyer(2002)
      .shown()
      .some(({ text }) => text.includes("Look at this")),
  ).toBe(false);
});

test("a file sent from the console is named in the topic, where its words stand", async () => {
  const agent = await rig.addAgent("Carl Moss");
  const { ticket, topic } = await rig.openCase(2003);
  const uploadId = rig.ports.ids.next<never>();
  const kept = await uploadFile(agent, ticket.ticketId, { uploadId, name: "label.pdf", content: PDF }, rig.ports);
  if (kept.kind !== "kept") throw new Error(kept.why);
  const files = [kept.upload.uploadId];
  await replyToBuyer(agent, ticket.ticketId, { text: "Your label", draftKey: "label-0001", files }, rig.ports);
  await until("the file", () => filesOf(2003).length === 1);
  await rig.shows(topic, /Your label[^]*label\.pdf/u);
});
