import { spawn } from "node:child_process";

export interface OpenBrowserOptions {
  environment: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  /** Told in words if there is none, or it fails. */
  report: (text: string) => void;
}

/** Opens an address in the browser that `BROWSER` names, or else in the system's own. */
export function openBrowser(address: string, { environment, platform, report }: OpenBrowserOptions): void {
  const [command, ...first] = commandFor(environment, platform);
  const fail = (why: string): void => report(`no browser could be opened: ${why}; the address is printed above`);
  const child = spawn(command, [...first, address], { detached: true, stdio: "ignore" });
  child.once("error", (error) => fail(error.message));
  child.once("exit", (code) => {
    if (code !== 0 && code !== null) fail(`${command} ends with status ${code}`);
  });
  // It is nobody's affair how long the browser runs.
  child.unref();
}

function commandFor({ BROWSER }: NodeJS.ProcessEnv, platform: NodeJS.Platform): [string, ...string[]] {
  if (BROWSER) return [BROWSER];
  if (platform === "darwin") return ["open"];
  // Without a shell, which would read the address as a part of its command.
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return ["xdg-open"];
}
