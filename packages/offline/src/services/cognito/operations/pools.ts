import { notAuthorized, notFound } from "../errors";
import type { Pool } from "../pool";
import type { ClientSettings } from "../settings";
import { issuerIn } from "../tokens/verify";

/** The pools of a program, as requests name them. */
export class Pools {
  constructor(readonly all: readonly Pool[]) {}

  /**
   * @param region that of the request's signature
   * @throws AwsError ResourceNotFoundException
   */
  get(id: string, region: string | undefined): Pool {
    const pool = this.all.find(({ settings }) => settings.id === id && settings.region === (region ?? settings.region));
    if (!pool) throw notFound(`User pool ${id} does not exist.`);
    return pool;
  }

  /** The pool that a client belongs to; clients' ids are known everywhere. */
  ofClient(id: string): { pool: Pool; client: ClientSettings } {
    for (const pool of this.all) {
      const client = pool.settings.clients.find((one) => one.id === id);
      if (client) return { pool, client };
    }
    throw notFound(`User pool client ${id} does not exist.`);
  }

  /** The pool that has issued an access token; that it is good is still to be checked. */
  ofToken(token: string): Pool {
    const pool = this.all.find(({ issuer }) => issuer.issuer === issuerIn(token));
    if (!pool) throw notAuthorized("Invalid Access Token");
    return pool;
  }
}
