import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The port that a server listens on. */
export function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return address.port;
}

/** People and the program say localhost for what listens on loopback or on all addresses. */
export const urlOf = (server: Server, host: string): string =>
  `http://${["127.0.0.1", "0.0.0.0", "::1", "::"].includes(host) ? "localhost" : host}:${portOf(server)}`;

/** Where people reach the port, if that is not its own address: in a Codespace, by its forwarded one. */
export const publicUrl = (url: string, environment: NodeJS.ProcessEnv): string | undefined =>
  environment.AWS_ENDPOINT_PUBLIC || forwardedUrl(url, environment);

/** The address of a port that a Codespace forwards; undefined elsewhere. */
export function forwardedUrl(url: string, environment: NodeJS.ProcessEnv): string | undefined {
  const { CODESPACE_NAME, GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN } = environment;
  if (!CODESPACE_NAME || !GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN) return undefined;
  return `https://${CODESPACE_NAME}-${new URL(url).port}.${GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN}`;
}
