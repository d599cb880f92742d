/** Passwords: what everybody tries first and what is known of their owner is refused, sentences of one's own are not. */
import { expect, test } from "vitest";
import { judgePassword } from "../../src/shared/words/judge-password.ts";

const OWNER = { email: "mina.park@shop.example", name: "Mina Park", shopName: "Demo shop" };
const judge = (password: string) => judgePassword(password, OWNER);

test.each([
  "password12",
  "Passw0rd!2024",
  "qwerty123456",
  "0987654321",
  "zzzzzzzzzz",
  "ILoveYou-2023",
  "admin-admin",
  "contraseña1",
])("%s is common", (password) => expect(judge(password)).toBe("common"));

test.each([
  "i am mina the great",
  "PARK-benches-in-rain",
  "mina.park@shop.example",
  "our demo shop rocks",
  "p4rk 77 oaks",
])("%s tells who it belongs to", (password) => expect(judge(password)).toBe("personal"));

test.each([
  "correct horse battery staple",
  "7g8Kx!qpZ2vw",
  "lentil soup in november rain",
  "我喜欢在雨天喝热茶和看书",
  "Xk29fjQm31",
])("%s is good enough", (password) => expect(judge(password)).toBeNull());

test("ten signs are long enough, nine are not, and a novel is too long", () => {
  expect([judge("xk29fjqm3"), judge("xk29fjqm31"), judge("x7".repeat(200))]).toEqual(["too-short", null, "too-long"]);
});
