/** A request as a firewall sees it, before anything else does. */
export interface InspectedRequest {
  requestId: string;
  method: string;
  /** As sent, still percent-encoded, without the query. */
  path: string;
  /** As sent, without the question mark. */
  query: string;
  /** Such as `1.1`. */
  httpVersion: string;
  /** In the order and the spelling in which they came. */
  headers: readonly (readonly [name: string, value: string])[];
  /** The address that the request comes from. */
  ip: string;
  /** The beginning of the body: as many bytes as the firewall looks at, at most. */
  body: Buffer;
  /** Whether the body goes on. */
  isBodyCut: boolean;
}

/** What a firewall says of a request. */
export type Verdict =
  | {
      isBlocked: false;
      /** Headers that go on with the request. */
      insertedHeaders: readonly (readonly [name: string, value: string])[];
    }
  | {
      isBlocked: true;
      /** The answer that the program declares; undefined where whoever asks answers in its own way. */
      response?: FirewallResponse;
    };

export interface FirewallResponse {
  status: number;
  headers: [name: string, value: string][];
  body: string;
}

/** Stands before a stage of an API, or before a distribution. */
export interface Firewall {
  /** ARN of the web ACL that it is made of. */
  readonly webAclArn: string;
  /** So many bytes of bodies it looks at; 0 where it looks at none. */
  readonly inspectedBytes: number;
  judge(request: InspectedRequest): Verdict;
}

/** The firewalls of a program, by the ARNs of what they stand before. */
export type Firewalls = ReadonlyMap<string, Firewall>;
