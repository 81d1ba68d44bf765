import { hash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** A password's scrypt hash. */
export interface PasswordHash {
  /** In base64. */
  salt: string;
  hash: string;
}

/**
 * 32 MB and three rounds for each password (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html).
 * It runs off the main thread.
 */
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 ** 2 } as const;
const length = 32;

const derive = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize("NFC"), salt, length, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16);
  return { salt: salt.toString("base64"), hash: (await derive(password, salt)).toString("base64") };
}

/** What the password of nobody is compared with, so that a wrong name takes as long as a wrong password. */
const nobody: PasswordHash = { salt: "", hash: Buffer.alloc(length).toString("base64") };

/** Whether a password is that of a hash; without one it takes as long, and is not. */
export async function isPassword(password: string, known: PasswordHash | undefined): Promise<boolean> {
  const { salt, hash: expected } = known ?? nobody;
  const derived = await derive(password, Buffer.from(salt, "base64"));
  return timingSafeEqual(derived, Buffer.from(expected, "base64")) && known !== undefined;
}

/** Whether two texts are the same; takes the same time wherever they differ, and however long they are. */
export const isSameText = (given: string, expected: string): boolean =>
  timingSafeEqual(hash("sha256", given, "buffer"), hash("sha256", expected, "buffer"));

/** What is kept of a random text, which nobody can guess: its SHA-256. */
export const printOf = (text: string): string => hash("sha256", text, "base64url");
