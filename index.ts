import { Api } from "./infra/api/api";
import { createDeadLetterQueue } from "./infra/blocks/queue";
import { Backups } from "./infra/backups/backups";
import { createBudget } from "./infra/budget";
import { Cityflow } from "./infra/cityflow";
import { Comments } from "./infra/comments";
import { Control } from "./infra/control";
import { readBoundary } from "./infra/delivery/boundary";
import { Events } from "./infra/events";
import { Firewall } from "./infra/firewall/firewall";
import { Health } from "./infra/health";
import { Monitoring } from "./infra/monitoring/monitoring";
import { Parameters } from "./infra/parameters";
import { readSettings } from "./infra/settings";
import { Site } from "./infra/site/site";
import { Users } from "./infra/users/users";

const version = "1.0.0";
const settings = readSettings();
const { signIn, firewall } = settings;
if (settings.delivery) readBoundary("delivery-boundary");

const deadLetters = createDeadLetterQueue("dead-letters");
const control = new Control("control", { settings });
const events = new Events("events", { settings, deadLetters });
const comments = new Comments("comments", { settings });
const cityflow = new Cityflow("cityflow", { settings, deadLetters });
const health = new Health("health", { settings, version, metrics: cityflow.metrics });

const routes = [control, events, comments, cityflow, health].flatMap((capability) => capability.routes);
const users = signIn && new Users("users", { signIn, settings });
const api = new Api("api", { routes, settings, version, users });
const wall = firewall && new Firewall("firewall", { api, firewall, settings });

const tables = { ...events.tables, ...comments.tables, ...cityflow.tables };
const buckets = { ...events.buckets, ...cityflow.buckets };
const backups = new Backups("backups", { tables, buckets, settings, version, deadLetters });

const functions = [events, cityflow, backups].flatMap(({ triggered }) => triggered);
const parts = { api, functions, tables: Object.values(tables), deadLetters, instanceId: control.instanceId };
const monitoring = new Monitoring("monitoring", { ...parts, firstBackup: backups.first, settings });
if (settings.budget) createBudget("budget", settings.budget);

const { dashboardUrl: dashboard, logsUrl } = monitoring;
const told = { version, dashboardUrl: dashboard, logsUrl };
const guarded = { signIn: users?.signIn, webAclArn: wall?.edgeArn };
const site = new Site("site", { api, uploads: Object.values(buckets), told, ...guarded, settings });
users?.admit(site.url);
const addresses = { apiUrl: api.url, siteUrl: site.url };
new Parameters("parameters", { ...addresses, buckets, archiveBucket: backups.archiveBucket });

/** `userPoolId` and `signInUrl`, the pool of those who may sign in and its pages; or `apiKey`, what requests carry. */
const access = users ? { userPoolId: users.poolId, signInUrl: users.signIn.url } : { apiKey: api.key };

export = {
  ...access,
  /** Address of the site. */
  siteUrl: site.url,
  /** Base address of the API. */
  apiUrl: api.url,
  /** The instance that `/infra` controls. */
  instanceId: control.instanceId,
  /** The bucket that takes measurements, as `measurements/{type}/{date}.csv`. */
  dataBucket: cityflow.dataBucket,
  /** The function that writes the daily reports. */
  reportFunction: cityflow.reportFunction,
  /** The bucket that keeps backups. */
  archiveBucket: backups.archiveBucket,
  /** The function that backs up: `npm run backup` invokes it. */
  backupFunction: backups.backupFunction,
  /** The function that restores backups: `npm run restore` invokes it. */
  restoreFunction: backups.restoreFunction,
  /** The page of AWS's console that shows the stack's figures; empty on an emulator. */
  dashboardUrl: monitoring.dashboardUrl,
  /** A command to try; it carries the key, so show it with `--show-secrets`. */
  curl: api.curl("/infra?action=status"),
};
