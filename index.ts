import { Api } from "./infra/api";
import { Control } from "./infra/control";
import { Health } from "./infra/health";
import { readSettings } from "./infra/settings";

const version = "1.0.0";
const settings = readSettings();

const control = new Control("control", { settings });
const health = new Health("health", { settings, version });

const api = new Api("api", { routes: [...control.routes, ...health.routes], settings, version });

/** Base address of the API. */
export const apiUrl = api.url;
/** The key that requests carry as `x-api-key`. */
export const apiKey = api.key;
/** The instance that `/infra` controls. */
export const instanceId = control.instanceId;
/** A command to try; it carries the key, so show it with `--show-secrets`. */
export const curl = api.curl("/infra?action=status");
