import { parseArgs } from "node:util";
import { testHost } from "../../packages/offline/test/support/host";
import { closeSharedApi, sharedApi, unlimited } from "../support/api";
import { accessTokenOf, apiWith } from "../support/sign-in";
import { operations } from "./document";
import { countsOf, described } from "./report";
import type { Finding } from "./rule";
import { rules } from "./rules";
import { Session } from "./session";

/** Cases of each rule and operation in a round. */
const casesPerRound = 20;

/** An access token lasts a quarter of an hour. */
const mostMinutesOfToken = 10;

/**
 * `npm run fuzz -- [--minutes 10] [--seed N] [--sign-in]`: rounds of requests until the time is up; fails where a rule was
 * broken. With `--sign-in` they are an operator's, on a host where people sign in.
 */
async function main(): Promise<number> {
  const options = { minutes: { type: "string" }, seed: { type: "string" }, "sign-in": { type: "boolean" } } as const;
  const { values } = parseArgs({ options });
  const minutes = Number(values.minutes ?? 1);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  if (!(minutes > 0) || !Number.isInteger(seed))
    throw new Error("--minutes takes a number above 0, --seed a whole one");
  if (values["sign-in"] && minutes > mostMinutesOfToken)
    throw new Error(`--minutes takes at most ${mostMinutesOfToken} with --sign-in: a token lasts no longer`);
  console.log(`seed ${seed}, ${minutes} minutes`);
  const host = values["sign-in"] ? await testHost({ config: { ...unlimited, auth: "cognito" } }) : undefined;
  const api = host ? apiWith(host, await accessTokenOf(host, "operator@example.org", "operators")) : await sharedApi();
  const session = new Session(api, !process.env.API_URL);
  const findings = new Map<string, Finding>();
  try {
    await rounds(session, findings, seed, Date.now() + minutes * 60_000);
  } finally {
    await session.close();
    await closeSharedApi();
    await host?.close();
  }
  console.log(countsOf(session));
  console.log(findings.size === 0 ? "no finding" : `${findings.size} findings`);
  return findings.size === 0 ? 0 : 1;
}

/** Each kind of finding is told once; its rule goes on with other operations. */
async function rounds(session: Session, findings: Map<string, Finding>, seed: number, end: number): Promise<void> {
  for (let round = 0; Date.now() < end; round++) {
    for (const rule of rules) {
      for (const operation of operations.filter(rule.of)) {
        const kind = `${rule.title} ${operation.id}`;
        if (Date.now() >= end || findings.has(kind)) continue;
        const finding = await rule.run(operation, session, {
          seed: seed + round,
          numRuns: rule.cases ?? casesPerRound,
        });
        if (!finding) continue;
        findings.set(kind, finding);
        console.log(`\n${described(finding, session.credential)}\n`);
      }
    }
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
