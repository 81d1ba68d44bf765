import { randomBytes } from "node:crypto";
import { GetParameterCommand, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { orMissing, type Step } from "./step";

/**
 * The passphrase of the secrets in Pulumi's state: 32 random bytes that nobody is shown. One that is there stays: without it
 * nobody can read the secrets of the states that there are.
 */
export function passphraseStep(ssm: SSMClient, name: string): Step {
  return {
    async pending() {
      const found = await orMissing(ssm.send(new GetParameterCommand({ Name: name })), "ParameterNotFound");
      return found ? undefined : `put a new passphrase into ${name}, encrypted: nobody is shown it`;
    },
    async make() {
      const Value = randomBytes(32).toString("base64url");
      // Without Overwrite: what somebody else has put meanwhile stays.
      const Description = "Passphrase of the secrets in Pulumi's state; if it is lost, they are";
      await ssm.send(new PutParameterCommand({ Name: name, Type: "SecureString", Value, Description }));
    },
  };
}
