import type { Reader } from "./reader";

/** A Docker Engine, and how to get at it. */
export interface DockerSettings {
  /** `http://host:port`, `tcp://host:port` (the same), `https://host:port` or `unix:///path`. */
  host: string;
  /** Where SSM keeps the client certificate, as the path of three parameters; always with https, and only then. */
  certificates?: string;
}

/**
 * The engine that a stack's configuration names. An empty value is none: so what a stack's file says can be overridden.
 *
 * @throws pulumi.RunError for an address that is none, and for certificates without https or the reverse
 */
export function docker(read: Reader): DockerSettings | undefined {
  const forms = "http://host:2375, tcp://host:2375, https://host:2376 or unix:///var/run/docker.sock";
  const address = /^(|(https?|tcp):\/\/([\w.-]+|\[[\da-f:.]+\]):\d{1,5}|unix:\/\/(\/[\w.-]+)+)$/;
  const host = read.optional("dockerHost", address, forms);
  const path = /^(|(?!\/(aws|ssm))(\/[\w.-]+){1,14})$/i;
  const certificates = read.optional("dockerCertificates", path, "a path in SSM such as /atelier/docker");
  if (!host) return undefined;
  if (!URL.canParse(host.replace(/^tcp:/, "http:"))) throw read.refusal("dockerHost", host, forms);
  if (host.startsWith("https:") && !certificates) {
    throw read.refusal("dockerCertificates", "", `the path in SSM of the client certificate for ${host}`);
  }
  if (!host.startsWith("https:") && certificates) {
    throw read.refusal("dockerHost", host, "https://host:2376 where dockerCertificates is set");
  }
  return { host, certificates };
}
