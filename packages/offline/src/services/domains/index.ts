import { arn, type Computed, digits, type Naming, uuid } from "../../graph/naming";
import { texts } from "../../graph/graph";
import type { ServiceModule } from "../module";

/**
 * Certificates and records of domains. No name leads to this machine by them, so they are recorded only; but programs go on
 * with what AWS would say of them, such as the record that proves a name to be one's own.
 */
export const domains: ServiceModule = {
  name: "domains",
  resources: {
    "aws:acm/certificate:Certificate": { computed: certificate },
    "aws:acm/certificateValidation:CertificateValidation": {},
    "aws:route53/record:Record": { computed: record },
    "aws:route53/zone:Zone": { computed: zone },
  },
  open: () => ({}),
};

/** https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html */
function certificate(naming: Naming): Computed {
  const { inputs } = naming;
  const certificateArn = arn(naming, "acm", `certificate/${uuid(naming)}`);
  const names = [...new Set([String(inputs.domainName), ...texts(inputs, "subjectAlternativeNames")])];
  const token = digits(naming, 32);
  return {
    id: certificateArn,
    arn: certificateArn,
    status: "ISSUED",
    domainValidationOptions: names.map((domainName) => ({
      domainName,
      resourceRecordName: `_${token}.${domainName.replace(/^\*\./, "")}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${token.slice(0, 16)}.acm-validations.aws.`,
    })),
  };
}

function record({ inputs }: Naming): Computed {
  const [zoneId, name, type] = [inputs.zoneId, inputs.name, inputs.type].map(String);
  return { id: `${zoneId}_${name}_${type}`, fqdn: String(name).replace(/\.$/, "") };
}

function zone(naming: Naming): Computed {
  const zoneId = `Z${digits(naming, 20).toUpperCase()}`;
  const nameServers = [1, 2, 3, 4].map((server) => `ns-${server}.awsdns-0${server}.example`);
  return { id: zoneId, zoneId, arn: `arn:aws:route53:::hostedzone/${zoneId}`, nameServers };
}
