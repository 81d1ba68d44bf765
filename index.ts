import { Api } from "./infra/api/api";
import { createDeadLetterQueue } from "./infra/blocks/queue";
import { Backups } from "./infra/backups/backups";
import { createBudget } from "./infra/budget";
import { Cityflow } from "./infra/cityflow";
import { Comments } from "./infra/comments";
import { Control } from "./infra/control";
import { readBoundary } from "./infra/delivery/boundary";
import { Events } from "./infra/events";
import { Health } from "./infra/health";
import { Monitoring } from "./infra/monitoring/monitoring";
import { Parameters } from "./infra/parameters";
import { readSettings } from "./infra/settings";
import { Site } from "./infra/site/site";

const version = "1.0.0";
const settings = readSettings();
if (settings.delivery) readBoundary("delivery-boundary");

const deadLetters = createDeadLetterQueue("dead-letters");
const control = new Control("control", { settings });
const events = new Events("events", { settings, deadLetters });
const comments = new Comments("comments", { settings });
const cityflow = new Cityflow("cityflow", { settings, deadLetters });
const health = new Health("health", { settings, version, metrics: cityflow.metrics });

const routes = [control, events, comments, cityflow, health].flatMap((capability) => capability.routes);
const api = new Api("api", { routes, settings, version });

const tables = { ...events.tables, ...comments.tables, ...cityflow.tables };
const buckets = { ...events.buckets, ...cityflow.buckets };
const backups = new Backups("backups", { tables, buckets, settings, version, deadLetters });

const functions = [events, cityflow, backups].flatMap(({ triggered }) => triggered);
const parts = { api, functions, tables: Object.values(tables), deadLetters, instanceId: control.instanceId };
const monitoring = new Monitoring("monitoring", { ...parts, firstBackup: backups.first, settings });
if (settings.budget) createBudget("budget", settings.budget);

const { dashboardUrl: dashboard, logsUrl } = monitoring;
const told = { version, dashboardUrl: dashboard, logsUrl };
const site = new Site("site", { api, uploads: Object.values(buckets), told, settings });
const addresses = { apiUrl: api.url, siteUrl: site.url };
new Parameters("parameters", { ...addresses, buckets, archiveBucket: backups.archiveBucket });

/** Address of the site. */
export const siteUrl = site.url;
/** Base address of the API. */
export const apiUrl = api.url;
/** The key that requests carry as `x-api-key`. */
export const apiKey = api.key;
/** The instance that `/infra` controls. */
export const instanceId = control.instanceId;
/** The bucket that takes measurements, as `measurements/{type}/{date}.csv`. */
export const dataBucket = cityflow.dataBucket;
/** The function that writes the daily reports. */
export const reportFunction = cityflow.reportFunction;
/** The bucket that keeps backups. */
export const archiveBucket = backups.archiveBucket;
/** The function that backs up: `npm run backup` invokes it. */
export const backupFunction = backups.backupFunction;
/** The function that restores backups: `npm run restore` invokes it. */
export const restoreFunction = backups.restoreFunction;
/** The page of AWS's console that shows the stack's figures; empty on an emulator. */
export const dashboardUrl = monitoring.dashboardUrl;
/** A command to try; it carries the key, so show it with `--show-secrets`. */
export const curl = api.curl("/infra?action=status");
