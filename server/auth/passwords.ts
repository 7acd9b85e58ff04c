import { hash, verify } from "@node-rs/argon2";
import { limits } from "../../shared/limits.ts";

/**
 * Argon2id with the least that OWASP's Password Storage Cheat Sheet asks for: 19 MiB, two passes.
 * A Raspberry Pi with 128 MB for the app can bear two of these at once.
 */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const atOnceMax = 2;

/** A hash of nobody's password, so an unknown email takes as long as a wrong password. */
const nobody =
  "$argon2id$v=19$m=19456,t=2,p=1$2tq6NlTQiAICQNyYBNUuWA$0+qYp2qLLKZfw36wcKZo/n8oujYbbQzsY+XZOZEsUFE";

/** The same password typed on two keyboards is the same text (NIST SP 800-63B, 5.1.1.2). */
const normalized = (password: string) => password.normalize("NFKC");

/** Hashes a password, PHC format. */
export function hashPassword(password: string): Promise<string> {
  return oneOfFew(() => hash(normalized(password), cost));
}

/** Whether a password belongs to a hash; undefined stands for an account that does not exist. */
export async function isPassword(stored: string | undefined, password: string): Promise<boolean> {
  const right = await verify(stored ?? nobody, normalized(password));
  return right && stored !== undefined;
}

/** Passwords of ten characters and more from the top of every published list of leaked ones. */
const common = new Set(
  (
    "1234567890 0123456789 12345678910 123456789a 1234567891 0987654321 9876543210 1q2w3e4r5t " +
    "1qaz2wsx3edc q1w2e3r4t5 qwertyuiop qwerty12345 qwerty1234 qwerty123456 asdfghjkl1 " +
    "password12 password123 password1234 password12345 passw0rd123 p@ssw0rd123 iloveyou12 " +
    "iloveyou123 letmein123 welcome123 sunshine123 princess123 football123 baseball123 " +
    "administrator changeme123 unknown123 abcdefghij abcdefghijk abcd123456 abc1234567"
  ).split(" "),
);

/** Why a password is no good, in words, or undefined when it is. */
export function weaknessOf(password: string, email: string): string | undefined {
  const { password_characters_min: min, password_characters_max: max } = limits;
  const { length } = Array.from(password);
  if (length < min) return `A password has at least ${min} characters.`;
  if (length > max) return `A password has at most ${max} characters.`;
  const plain = password.toLowerCase();
  if (new Set(plain).size < 5) return "The password repeats a few characters.";
  if (common.has(plain)) return "The password is one of those that are tried first.";
  if (plain === email || plain === email.split("@")[0]) return "The password is the email.";
  return undefined;
}

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Runs the work when fewer than `atOnceMax` others run: each takes 19 MiB and a core. Also the
 * checks around a password run inside, so guessing in parallel does not outrun the count.
 */
export async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnceMax) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}
