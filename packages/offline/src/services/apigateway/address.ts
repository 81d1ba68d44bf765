/** Where a request for an API goes. */
export interface Invocation {
  /** `restApiId/stageName`. */
  stage: string;
  /** Raw path below the stage. */
  path: string;
}

/** The two forms of LocalStack's invoke URLs. */
const invokeUrl = /^\/(?:restapis\/([^/]+)\/([^/]+)\/_user_request_|_aws\/execute-api\/([^/]+)\/([^/]+))(\/.*)?$/;

/** What a path calls, if it is an invoke URL's. */
export function invocationOf(path: string): Invocation | undefined {
  const match = invokeUrl.exec(path);
  if (!match) return undefined;
  const [, api, stage, otherApi, otherStage, below = "/"] = match;
  return { stage: api === undefined ? `${otherApi}/${otherStage}` : `${api}/${stage}`, path: below };
}
