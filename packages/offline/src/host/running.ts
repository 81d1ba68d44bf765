import type { Server } from "node:http";
import type { Endpoint } from "../protocol/endpoint";
import type { DataFolder } from "../storage/data-folder";
import type { Quotas } from "../services/apigateway/quota";
import type { Pool } from "../services/lambda/pool";
import type { Messaging } from "../services/messaging";
import type { Schedules } from "../services/events/schedules";

/** The parts of a host that have been started so far. */
export interface Running {
  data: DataFolder;
  quotas: Quotas;
  server?: Server;
  pool?: Pool;
  messaging?: Messaging;
  schedules?: Schedules;
  endpoint?: Endpoint;
}

/** Ends what calls before what is called: nothing that still runs finds its service gone. */
export async function end({ server, quotas, schedules, messaging, pool, endpoint, data }: Running): Promise<void> {
  if (server) await closeServer(server);
  quotas.close();
  schedules?.close();
  await messaging?.asynchronous.close();
  await pool?.close();
  await endpoint?.close();
  await messaging?.queues.close();
  data.close();
}

/** Stops listening, and ends the connections that are still open. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
