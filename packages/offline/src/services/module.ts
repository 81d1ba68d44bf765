import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../clock";
import type { Graph } from "../graph/graph";
import type { ResourceTypes } from "../graph/resource-type";
import type { AccessControl, ResourcePolicy } from "../protocol/access-control";
import type { Activity } from "../protocol/activity";
import type { Firewalls } from "../protocol/firewall";
import type { Identities } from "../protocol/identities";
import type { Postbox } from "../protocol/mail";
import type { Metrics } from "../protocol/metrics";
import type { AwsRequest, AwsResponse, AwsService, Call } from "../protocol/service";
import type { Target, Targets } from "../protocol/targets";
import type { UserPools } from "../protocol/user-pools";
import type { RunningTime } from "../running-time";
import type { HttpResponse, StreamedResponse } from "../protocol/http-response";
import type { DataFolder } from "../storage/data-folder";
import type { Faults } from "./dynamodb/faults";
import type { ListedApi } from "./page-answers";
import type { DeclaredSite, Origin, SiteAddress, SiteDoor } from "./sites";

/**
 * A service of AWS, embedded. To add one: a folder that exports such a module, and its line in the table of services.
 */
export interface ServiceModule {
  name: string;
  /** The types of resources that belong to it. */
  resources: ResourceTypes;
  /**
   * The policies that its resources have of their own.
   *
   * @throws UserError for what AWS would refuse
   */
  policies?(graph: Graph): ResourcePolicy[];
  /** Paths of the host where what AWS serves at names of its own is served here; by these names. */
  places?(graph: Graph): Record<string, string>;
  /** The sites among its resources, each of which gets a port of its own before anything is opened. */
  sites?(graph: Graph): DeclaredSite[];
  /** Loads what {@link ServiceModule.open} needs, while there is nothing else to do. */
  load?(): void;
  /**
   * Brings a program's resources to life.
   *
   * @param before the same service of the program as it was, which has made way for this
   * @throws UserError for what the program declares and AWS would refuse, or what the data folder does not fit
   */
  open(graph: Graph, context: ServiceContext, before?: OpenService): OpenService | Promise<OpenService>;
}

/** What a service works with. */
export interface ServiceContext {
  data: DataFolder;
  clock: Clock;
  /** What time-outs of functions go by. */
  running: RunningTime;
  identities: Identities;
  accessControl: AccessControl;
  /** What events, messages, invocations and logs are handed to. Those of all services are there at {@link OpenService.start}. */
  targets: Targets;
  /** What services report their metrics to. */
  metrics: Metrics;
  /** What distributions fetch from by host name. Those of all services are there at {@link OpenService.start}. */
  origins: readonly Origin[];
  /** Where e-mail is sent: that of the service which opens first. */
  mailbox: Postbox;
  /** Whose tokens open APIs. Those of the services that open before are there. */
  userPools: UserPools;
  /** What stands before APIs and distributions. Those of the services that open before are there. */
  firewalls: Firewalls;
  /** Where the program's sites are. */
  sites: readonly SiteAddress[];
  /** Takes what is to be told to the person at the console: a notice of {@link activity}. */
  log: (text: string) => void;
  /** What happens, for whoever watches. */
  activity: Activity;
  settings: ServiceSettings;
  /** Serves AWS requests of functions, which need no socket. */
  serve: (request: AwsRequest) => Promise<AwsResponse>;
  /** TCP port of the host. */
  port: number;
  /** The `node_modules` folder that the packages of Lambda's runtime are taken from. */
  packages: string;
  /** The program's folder, absolute. */
  folder: string;
}

/** What the person at the console, or a test, asks of services. */
export interface ServiceSettings {
  /** Seconds an EC2 instance takes to start, stop or terminate. */
  ec2TransitionSeconds: number;
  /** Live function environments at a time. */
  maxEnvironments: number;
  /** Whether functions are loaded ahead of their first invocations. Default false. */
  warmUp?: boolean;
  /** Milliseconds before each further attempt of an asynchronous invocation that failed; Lambda's by default. */
  retryDelays?: readonly number[];
  /** What goes wrong in DynamoDB on purpose; for tests. */
  faults?: Faults;
}

/** Something that a program declares and that the host does not serve, by what it means for the person. */
export interface Unserved {
  /** Whether something does not work at all that others call or wait for; else it works in another way, or unseen. */
  breaks: boolean;
  /** In a line, such as "GET /x has no handler: …". */
  text: string;
}

/** A service that is open. What it does not have is left out. */
export interface OpenService {
  /** What of the program's resources it does not serve. */
  unserved?: readonly Unserved[];
  /** What the AWS endpoint serves of it. */
  aws?: AwsService;
  /** What it serves of requests that are not signed, such as a browser's. */
  unsigned?: UnsignedDoor;
  /** What HTTP requests reach it by, besides the AWS endpoint. */
  http?: HttpDoor;
  /** What takes connections of other protocols, which begin as HTTP. */
  upgrades?: UpgradeDoor;
  /** What its sites are served by, by the URNs of their resources. */
  sites?: Record<string, SiteDoor>;
  /** What distributions fetch from it by host name. */
  origin?: Origin;
  /** Where the others send e-mail. */
  mailbox?: Postbox;
  /** What signs people in, by the ARNs of its resources. */
  userPools?: UserPools;
  /** What stands before APIs and distributions, by the ARNs of these. */
  firewalls?: Firewalls;
  /** Resources that things are handed to, by the beginning of their ARNs. */
  accepts?: Record<string, Target>;
  /** The host's own pages about it, by path below `/_offline/`. */
  pages?: Record<string, Page>;
  /** The APIs that it serves, for the console. */
  apis?(): ListedApi[];
  /** What the banner says of it. */
  banner?(url: string): BannerBlock[];
  /** Begins, once all services are open. */
  start?(): void | Promise<void>;
  /** Has what waits for something to come, such as a long poll, wait no more; told before it ends or makes way. */
  hurry?(): void;
  /**
   * Leaves its data to the same service of the program as it has become, while requests that have come still go on here;
   * {@link close} follows when they are through. Without it, it is closed at once.
   */
  makeWay?(): void | Promise<void>;
  /** Ends; what it has acknowledged is on disk. */
  close?(): void | Promise<void>;
}

/** Serves what browsers send and do not sign in AWS's way. */
export interface UnsignedDoor {
  /** Whether web pages may send signed requests as well. */
  servesPages: boolean;
  /** Undefined for a request that is not for it. */
  handle(request: AwsRequest, requestId: string, signerOf: SignerOf): Promise<AwsResponse> | undefined;
}

/** Who an access key belongs to, for what carries its signature elsewhere than in headers; undefined if to nobody. */
export type SignerOf = (accessKeyId: string) => Signer | undefined;

export interface Signer extends Pick<Call, "callerArn" | "may" | "authorize"> {
  secret: string;
  /** The token that goes with the key, if one does. */
  sessionToken?: string;
}

/** A way in for HTTP requests that are none of the AWS endpoint's. */
export interface HttpDoor {
  /** Whether a path is one of its own. */
  owns(path: string): boolean;
  /** Whether a request announces a body that it will not take. */
  refusesBody(message: IncomingMessage): boolean;
  handle(message: IncomingMessage, path: string, query: string): Promise<HttpResponse | StreamedResponse>;
  /** What a request gets whose method is none that HTTP servers know; undefined where nothing is. */
  refuse(path: string): HttpResponse | undefined;
}

/** A way in for connections that turn from HTTP to another protocol. */
export interface UpgradeDoor {
  /** Whether a path is one of its own. */
  owns(path: string): boolean;
  /** @param head what has come already of the other protocol */
  upgrade(message: IncomingMessage, socket: Duplex, head: Buffer, path: string, query: string): Promise<void>;
}

/** A page of the host's own. */
export interface Page {
  method: "GET" | "POST";
  /**
   * @param rest what follows the page's path, decoded
   * @param accept the media types that the client takes, as it says them
   */
  handle(rest: string, query: URLSearchParams, accept: string): HttpResponse | Promise<HttpResponse>;
}

/** Lines below a heading, in columns. */
export interface BannerBlock {
  heading: string;
  /** A line of its own before them. */
  intro?: string;
  rows: string[][];
  /** A page of the host's own that shows it. */
  page?: {
    /** Below `/_offline/`. */
    path: string;
    /** What the command line is asked for where nobody but the host's user may read the page's address. */
    command: string;
  };
}
