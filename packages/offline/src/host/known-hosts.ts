import type { IncomingMessage } from "node:http";

/** Names that lead to this machine wherever they are looked up. */
const localName = /^(localhost|.+\.localhost|(.+\.)?localhost\.localstack\.cloud)$/;
const loopbackAddress = /^(127(\.\d{1,3}){3}|\[::1\])$/;

/** A name or address without its port, in lower case. */
const nameOf = (authority: string): string => authority.toLowerCase().replace(/\.?(:\d*)?$/, "");

/** Whom a request is addressed to: the `Host` header counts only where the target names nobody (RFC 9112, section 3.2.2). */
export const addresseeOf = ({ url = "", headers }: IncomingMessage): string =>
  nameOf(/^https?:\/\/([^/?#]*)/i.exec(url)?.[1] ?? headers.host ?? "");

/** An address of a socket as URLs have it. */
export function addressInUrl(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  return plain.includes(":") ? `[${plain.toLowerCase()}]` : plain;
}

/** Whether a name or address is this machine's own for whoever comes over a connection to that address of it. */
export const isLocalName = (name: string, localAddress = ""): boolean =>
  localName.test(name) || loopbackAddress.test(name) || (localAddress !== "" && name === addressInUrl(localAddress));

/**
 * Tells whether a request is addressed to a name that the host is known by: those of this machine, the address that it
 * came in by, and those that are configured.
 *
 * A web page can be addressed by any name of its owner's, and have that name lead here afterwards (DNS rebinding): then
 * the browser takes the host for a part of the page. What nobody but this machine's user could have named, no page can.
 *
 * @param configured the address to listen on, and the public host if there is one
 */
export function knownHosts(configured: readonly (string | undefined)[]): (message: IncomingMessage) => boolean {
  const names = new Set(configured.flatMap((name) => (name ? [nameOf(name)] : [])));
  return (message) => {
    const name = addresseeOf(message);
    return names.has(name) || isLocalName(name, message.socket.localAddress);
  };
}
