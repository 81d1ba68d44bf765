import * as pulumi from "@pulumi/pulumi";
import { backups, type BackupSettings } from "./settings/backups";
import { delivery, type DeliverySettings } from "./settings/delivery";
import { docker, type DockerSettings } from "./settings/docker";
import { firewall, type FirewallSettings } from "./settings/firewall";
import { operations, type OperationsSettings } from "./settings/operations";
import { Reader } from "./settings/reader";
import { regions, type RegionSettings } from "./settings/regions";
import { signIn, type SignInSettings } from "./settings/sign-in";
import { site, type SiteSettings } from "./settings/site";

/** The stack's configuration, checked; everything that may differ between homes is here and nowhere else. */
export interface Settings extends OperationsSettings, RegionSettings {
  /** The home, as `GET /health` names it: AWS, LocalStack, offline. */
  environment: string;
  /** Name of the API's stage. */
  stageName: string;
  /** The one origin that browsers may call from, or `*`; the site's domain where it has one. */
  allowedOrigin: string;
  site: SiteSettings;
  /** Whether routes ask for an API key; the open ones never do, and none where people sign in. */
  apiKeyRequired: boolean;
  /** How people sign in; undefined where the API asks for keys. */
  signIn?: SignInSettings;
  /** What stands before the API and the site; undefined where nothing does. */
  firewall?: FirewallSettings;
  /** Steady requests per second, of each method of the stage and of each key. */
  throttleRateLimit: number;
  /** Requests at once above the steady rate. */
  throttleBurstLimit: number;
  /** Steady requests per second of `GET /health`, which needs no key and asks the database each time. */
  healthRateLimit: number;
  /** Requests of `GET /health` at once above the steady rate. */
  healthBurstLimit: number;
  /** Steady requests per second of `GET /events/{id}/image`, which needs no key and asks the database each time. */
  imageRateLimit: number;
  /** Requests of `GET /events/{id}/image` at once above the steady rate: a page with as many images. */
  imageBurstLimit: number;
  /** Requests per calendar month of each key. */
  quotaLimit: number;
  /** Days that logs are kept; one of CloudWatch's own values. */
  logRetentionDays: number;
  /** EC2 instance type of the control instances. */
  instanceType: string;
  /** Image of the control instances; without it the current Amazon Linux 2023 for x86_64, which each region has its own of. */
  instanceAmi?: string;
  /** Address range of a VPC for the control instance, one in each region; without it the default VPCs. */
  vpcCidr?: string;
  /** Seconds a start or stop waits for the instance before it answers 202; at most 20. */
  controlWaitSeconds: number;
  /** The Docker Engine whose containers `/infra` controls; without it there are none to control. */
  docker?: DockerSettings;
  /** The repository whose workflows deploy the stack; without it, people do. */
  delivery?: DeliverySettings;
  backups: BackupSettings;
  /** Whether tables can be restored to any second of the last 35 days; it costs by the gigabyte. */
  pointInTimeRecovery: boolean;
  /** Whether tables refuse to be deleted. */
  deletionProtection: boolean;
  /** Whether buckets are deleted with what is in them. */
  forceDestroy: boolean;
  /** Where people reach the emulator that `aws:endpoints` names; undefined on AWS. */
  emulatorUrl?: string;
}

const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * Reads the configuration of the current stack.
 *
 * @throws pulumi.RunError naming the key, what is wrong with its value and the command that sets it
 */
export function readSettings(): Settings {
  const read = new Reader(new pulumi.Config());
  const endpoints = emulatorEndpoints();
  const emulator = emulatorUrl(read, endpoints);
  const engine = docker(read);
  const services = endpoints && Object.keys(endpoints);
  const siteSettings = site(read, services);
  const signInSettings = signIn(read, { cdn: siteSettings.cdn, endpoints: services });
  return {
    environment: read.text("environment", "AWS", /^[A-Za-z]{1,32}$/, "a word such as AWS, LocalStack or offline"),
    stageName: read.text("stageName", "prod", /^\w{1,128}$/, "letters, digits and underscores"),
    allowedOrigin: allowedOrigin(read, siteSettings),
    site: siteSettings,
    apiKeyRequired: signInSettings === undefined && read.boolean("apiKeyRequired", true),
    signIn: signInSettings,
    firewall: firewall(read, services),
    throttleRateLimit: read.integer("throttleRateLimit", 1000, 1, 1_000_000),
    throttleBurstLimit: read.integer("throttleBurstLimit", 2000, 1, 1_000_000),
    // Half of what the table of metrics can read, by half a unit each: people's requests must find the other half.
    healthRateLimit: read.integer("healthRateLimit", 4, 1, 1_000_000),
    healthBurstLimit: read.integer("healthBurstLimit", 20, 1, 1_000_000),
    // As of the table of events.
    imageRateLimit: read.integer("imageRateLimit", 5, 1, 1_000_000),
    imageBurstLimit: read.integer("imageBurstLimit", 50, 1, 1_000_000),
    quotaLimit: read.integer("quotaLimit", 1_000_000, 1, 999_999_999),
    logRetentionDays: retention(read),
    instanceType: read.text("instanceType", "t2.micro", /^[a-z0-9-]+\.[a-z0-9-]+$/, "an EC2 type such as t2.micro"),
    instanceAmi: read.optional("instanceAmi", /^ami-[0-9a-f]{8,17}$/, "an image id such as ami-0c02fb55956c7d316"),
    vpcCidr: read.optional("vpcCidr", /^\d+(\.\d+){3}\/(1[6-9]|2[0-8])$/, "an IPv4 range from /16 to /28"),
    controlWaitSeconds: read.integer("controlWaitSeconds", 20, 1, 20),
    docker: engine,
    delivery: delivery(read, pulumi.getProject(), engine?.certificates),
    backups: backups(read),
    pointInTimeRecovery: read.boolean("pointInTimeRecovery", false),
    deletionProtection: read.boolean("deletionProtection", false),
    forceDestroy: read.boolean("forceDestroy", false),
    emulatorUrl: emulator,
    ...regions(read),
    ...operations(read, emulator !== undefined),
  };
}

function retention(read: Reader): number {
  const days = read.integer("logRetentionDays", 14, 1, 3653);
  if (!retentions.includes(days))
    throw read.refusal("logRetentionDays", String(days), `one of ${retentions.join(", ")}`);
  return days;
}

/** Where there is a domain it is the origin: what the configuration says besides must not be something else. */
function allowedOrigin(read: Reader, { domain }: SiteSettings): string {
  const origin = /^(\*|https?:\/\/[a-z0-9.-]+(:\d+)?)$/;
  const ofDomain = domain && `https://${domain.name}`;
  const configured = read.text("allowedOrigin", ofDomain ?? "*", origin, "* or an origin such as https://example.org");
  if (ofDomain !== undefined && configured !== ofDomain) {
    throw read.refusal("allowedOrigin", configured, `${ofDomain}, or left out, where domainName is set`);
  }
  return configured;
}

/** The endpoints of services on an emulator; undefined on AWS. */
function emulatorEndpoints(): Record<string, string> | undefined {
  const elements = new pulumi.Config("aws").getObject<Record<string, string>[]>("endpoints") ?? [];
  const endpoints: Record<string, string> = Object.assign({}, ...elements);
  return Object.keys(endpoints).length > 0 ? endpoints : undefined;
}

/** A stack without an emulator never takes a public endpoint: a variable left in a shell must not bend a production URL. */
function emulatorUrl(read: Reader, endpoints: Record<string, string> | undefined): string | undefined {
  const url = /^https?:\/\/[^/\s]+$/;
  const configured = read.optional("publicEndpoint", url, "an address without a path such as http://localhost:4566");
  const [first] = Object.values(endpoints ?? {});
  if (first === undefined) return undefined;
  const { AWS_ENDPOINT_PUBLIC, CODESPACE_NAME, GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN } = process.env;
  if (AWS_ENDPOINT_PUBLIC) return AWS_ENDPOINT_PUBLIC.replace(/\/$/, "");
  if (CODESPACE_NAME && GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN) {
    return `https://${CODESPACE_NAME}-${new URL(first).port || "4566"}.${GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN}`;
  }
  return configured ?? first;
}
