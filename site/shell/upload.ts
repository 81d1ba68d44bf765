/** Where a file goes: what the API's upload routes answer. */
export interface Destination {
  url: string;
  method: string;
  headers: Record<string, string>;
}

/**
 * Sends a file straight to the storage. `fetch` tells no progress of a request's body, so this is the older way.
 *
 * @param onProgress told how much has been sent, in per cent
 * @returns whether the storage took it
 */
export const sendFile = (
  file: Blob,
  { url, method, headers }: Destination,
  onProgress: (percent: number) => void,
): Promise<boolean> =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) {
      // The browser says the length itself, and lets nobody else say it.
      if (name.toLowerCase() !== "content-length") request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ loaded, total }) => onProgress(Math.round((100 * loaded) / Math.max(total, 1)));
    request.onload = () => resolve(request.status >= 200 && request.status < 300);
    request.onerror = () => resolve(false);
    request.send(file);
  });
