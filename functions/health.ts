import { json, respond } from "./http";

/** What `GET /health` answers. */
export const health = {
  title: "Health",
  type: "object",
  properties: {
    status: { type: "string", enum: ["healthy", "degraded"], description: "Whether all of it works" },
    service: { type: "string", description: "The service's name" },
    version: { type: "string", description: "The program's version" },
    environment: { type: "string", description: "The home this stack runs in: AWS, LocalStack, offline" },
  },
  required: ["status", "service", "version", "environment"],
} as const;

/**
 * `GET /health`.
 *
 * @param env.version the program's version
 * @param env.environment where the stack runs, as its configuration says: AWS, LocalStack, offline
 */
export const getHealth = (env: { version: string; environment: string }) => () =>
  respond(async () => json(200, { status: "healthy", service: "Atelier API", ...env }));
