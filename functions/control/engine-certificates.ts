import { createSecureContext, type SecureContext } from "node:tls";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { hasCode } from "../kit/errors";
import { unreachable } from "./engine";

/** Names of the SecureStrings that hold what TLS takes, in PEM: the authority's certificate, the client's, its key. */
export const certificateParameters = (path: string) => ({ ca: `${path}/ca`, cert: `${path}/cert`, key: `${path}/key` });

/**
 * What TLS takes to speak to an engine that asks for client certificates, from SSM: closures cannot capture secrets.
 *
 * @param path below which the parameters are, such as `/atelier/docker`
 * @returns a function that reads them; it throws a 502 that names parameters that are missing, or says what is wrong
 *   with their values
 */
export const certificatesIn = (path: string) => async (): Promise<SecureContext> => {
  const names = certificateParameters(path);
  const get = new GetParametersCommand({ Names: Object.values(names), WithDecryption: true });
  const { Parameters = [], InvalidParameters = [] } = await new SSMClient({}).send(get);
  if (InvalidParameters.length > 0) throw unreachable(`SSM has no parameter ${InvalidParameters.join(", ")}`);
  const valueOf = (name: string) => Parameters.find(({ Name }) => Name === name)?.Value;
  try {
    return createSecureContext({ ca: valueOf(names.ca), cert: valueOf(names.cert), key: valueOf(names.key) });
  } catch (error) {
    if (!hasCode(error, /^ERR_OSSL_/)) throw error;
    throw unreachable(`the certificates in ${path} do not fit: ${error.message}`);
  }
};
