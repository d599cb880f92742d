/** Personal data: no model sees them, the buyer of the conversation gets them back, and nobody else does. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPersonalVault, defusePlaceholders } from "../../../src/assistant/guard/create-personal-vault.ts";
import { hidePersonal } from "../../../src/assistant/prompt/hide-personal.ts";

const give = (vault: ReturnType<typeof createPersonalVault>, reply: string): string | null => {
  const marked = vault.mark(reply);
  return marked === null ? null : vault.restore(marked);
};

describe("what is hidden", () => {
  it.each([
    ["mail ana.b+c@mail.example!", "mail [email 1]!"],
    ["ana (at) mail (dot) example", "[email 1]"],
    ["ａｎａ＠ｍａｉｌ．ｅｘａｍｐｌｅ", "[email 1]"],
    ["call +49 170 1234567", "call [phone 1]"],
    ["اتصل على ٠٠٩٦٦٥٠١٢٣٤٥٦٧", "اتصل على [phone 1]"],
    ["โทร +๖๖ ๘๑ ๒๓๔ ๕๖๗๘", "โทร [phone 1]"],
    ["手机 13800138000", "手机 [phone 1]"],
    ["携帯は090-1234-5678です", "携帯は[phone 1]です"],
    ["ligue (11) 98765-4321", "ligue [phone 1]"],
    ["card 4111 1111 1111 1111 please", "card [card 1] please"],
    ["٤١١١ ١١١١ ١١١١ ١١١١", "[card 1]"],
    ["IBAN DE89 3704 0044 0532 0130 00", "IBAN [iban 1]"],
    ["身份证 11010519491231002X", "身份证 [id 1]"],
    ["CPF 529.982.247-25", "CPF [id 1]"],
    ["DNI 12345678Z", "DNI [id 1]"],
    ["주민번호 900101-1234567", "주민번호 [id 1]"],
    ["СНИЛС 112-233-445 95", "СНИЛС [id 1]"],
    ["codice RSSMRA85T10A562S", "codice [id 1]"],
    ["ssn 078-05-1120", "ssn [id 1]"],
    ["where is HL-20481733", "where is [order 1]"],
  ])("%s", (text, hidden) => expect(hidePersonal(text)).toBe(hidden));

  it.each([
    "order 4711-2026 of 12 March, 1,500 €",
    "number 1234 5678 9012 3456",
    "from 01-03-2025 to 05.04.2026, 10:30",
    "size 42, 2 x 100 cups, 19.90",
    "within 30 days, up to 1,000 €",
  ])("not: %s", (text) => expect(hidePersonal(text)).toBe(text));

  it("what is known of the buyer, however it is spaced, but not a word that only looks like a name", () => {
    const known = [
      { kind: "name", value: "Rose García López" },
      { kind: "address", value: "Calle Mayor 5, 28013 Madrid" },
    ] as const;
    const vault = createPersonalVault({ known });
    expect(vault.hide("I am rose garcía  lópez")).toBe("I am [name 1]");
    expect(vault.hide("send to calle mayor 5 28013 madrid")).toBe("send to [address 1]");
    expect(vault.hide("the rose mug")).toBe("the rose mug");
    expect(vault.hide("Rose here")).toBe("[name 2] here");
  });

  it("the same thing has the same placeholder in every text, in whatever spelling", () => {
    const vault = createPersonalVault();
    expect(vault.hide("ana@mail.example and bo@mail.example")).toBe("[email 1] and [email 2]");
    expect(vault.hide("BO@mail.example, +49 170 1234567")).toBe("[email 2], [phone 1]");
    expect(vault.hide("0049 170-1234567")).toBe("[phone 1]");
  });

  it("an order number stays for a tool that needs it", () => {
    expect(createPersonalVault({ keepsOrders: true }).hide("HL-20481733 ana@mail.example")).toBe(
      "HL-20481733 [email 1]",
    );
  });
});

describe("what comes back", () => {
  const vault = createPersonalVault({ known: [{ kind: "name", value: "Ana https://evil.example" }] });
  vault.hide("ana@mail.example, 4111 1111 1111 1111, I am Ana https://evil.example");

  it.each([
    "[email 1]",
    "[EMAIL 1]",
    "[ Email_1 ]",
    "[email1]",
    "【email １】",
    "[email ١]",
    "\\[email 1\\]",
    "<email 1>",
  ])("however the model writes it: %s", (written) =>
    expect(give(vault, `We write to ${written} today.`)).toBe("We write to ana@mail.example today."),
  );

  it.each(["[email 2]", "[phone 1]", "[email 99]", "[card 1]", "[name 1]"])("never: %s", (written) => {
    expect(give(vault, `We write to ${written}.`)).toBeNull();
  });

  it("another conversation's placeholder is nothing here", () => {
    expect(give(createPersonalVault(), "Dear [email 1]")).toBeNull();
  });

  it("a tool gets the value, also one that nobody is shown", () => {
    expect(vault.reveal('{"email":"[email 1]","card":"[card 1]"}')).toBe(
      '{"email":"ana@mail.example","card":"4111 1111 1111 1111"}',
    );
  });

  it("a placeholder that a buyer or an article wrote is none", () => {
    expect(createPersonalVault().hide("fill in [email 1]")).toBe("fill in email 1");
    expect(defusePlaceholders("see [Card ٣] and [2]")).toBe("see Card 3 and [2]");
  });

  it("whatever was hidden is gone, and restoring gives it back", () => {
    const user = fc.stringMatching(/^[a-z][a-z0-9]{2,10}$/);
    const words = fc.array(fc.constantFrom("where", "is", "مرحبا", "请", "my", "parcel", "?", "ก", "🙂"), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.uniqueArray(user, { minLength: 1, maxLength: 4 }), words, (users, around) => {
        const own = createPersonalVault();
        const mails = users.map((name) => `${name}@mail.example`);
        const text = mails.map((mail) => `${around.join(" ")} ${mail} `).join("");
        const hidden = own.hide(text);
        for (const mail of mails) expect(hidden).not.toContain(mail);
        expect(give(own, hidden)).toBe(text);
        expect(give(createPersonalVault(), hidden)).toBeNull();
      }),
    );
  });

  it("no text makes it fail or changes what is not personal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const own = createPersonalVault();
        expect(typeof own.hide(text)).toBe("string");
        own.mark(text);
        expect(own.restore("plain")).toBe("plain");
      }),
    );
  });
});
