import { describe, expect, test } from "vitest";
import { hashPassword, isPassword, weaknessOf } from "../../../server/auth/passwords.ts";

describe("a password that is easy to guess is refused", () => {
  test.each([
    ["nine characters", "ninechars"],
    ["one character again and again", "aaaaaaaaaaaa"],
    ["four characters again and again", "abcdabcdabcd"],
    ["one that heads every list", "Password123"],
    ["the row of the keyboard", "qwertyuiop"],
    ["the email", "pilot.anna@example.test"],
    ["the name before the @", "Pilot.Anna"],
    ["more than 512 characters", "correct horse ".repeat(40)],
  ])("%s", (_, password) => {
    expect(weaknessOf(password, "pilot.anna@example.test")).toBeTypeOf("string");
  });

  test.each([
    ["four words", "correct horse battery staple"],
    ["ten characters", "9f!kQ2z~pL"],
    ["letters of another script", "взлётная полоса"],
    ["ten characters of two code units each", "🛩🛫🛬🛰🚀🎈🪂🌍🌙⭐"],
  ])("%s is good", (_, password) => {
    expect(weaknessOf(password, "pilot.anna@example.test")).toBeUndefined();
  });
});

describe("a password is kept as argon2id and checked against it", () => {
  test("with the parameters that OWASP asks for at least", async () => {
    const stored = await hashPassword("correct horse battery");
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await isPassword(stored, "correct horse battery")).toBe(true);
    expect(await isPassword(stored, "correct horse batterz")).toBe(false);
  });

  test("however the keyboard composes its letters", async () => {
    const stored = await hashPassword("Flugplatz Höhe über Null");
    expect(await isPassword(stored, "Flugplatz Höhe über Null".normalize("NFD"))).toBe(true);
  });

  test("nobody's password is never right", async () => {
    expect(await isPassword(undefined, "correct horse battery")).toBe(false);
  });
});
