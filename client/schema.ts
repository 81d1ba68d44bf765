// Made by `npm run openapi`.
export interface paths {
  "/manage": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Start, stop or describe an instance
     * @description Actions are idempotent: starting a running instance answers `started`. A start or stop waits up to 20 seconds for the instance; past that it answers 202, and the caller polls `status`. Where people sign in, it is for members of the group `operators` alone; others are answered 403 `Not allowed`.
     */
    post: operations["manage"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/infra": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Start, stop or describe the stack's instance, another one, or a container; list instances and containers
     * @description Actions are idempotent: starting a running instance answers `started`. A start or stop waits up to 20 seconds for the instance; past that it answers 202, and the caller polls `status`. Where people sign in, it is for members of the group `operators` alone; others are answered 403 `Not allowed`.
     */
    get: operations["getInfra"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/events": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List events, soonest first
     * @description A page may be shorter than `limit` only at the end.
     */
    get: operations["listEvents"];
    put?: never;
    /**
     * Make an event
     * @description A repeated request with the same `Idempotency-Key` answers the event as it now stands.
     */
    post: operations["createEvent"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/events/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read an event */
    get: operations["getEvent"];
    /**
     * Change an event; its image stays
     * @description Replaces what a client may set: an optional field that is not sent is gone. Of parallel requests with one ETag in `If-Match` exactly one succeeds.
     */
    put: operations["putEvent"];
    post?: never;
    /** Delete an event and its images */
    delete: operations["deleteEvent"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/events/{id}/upload-url": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Ask where to send an image
     * @description The same by query parameters. A size that is given is signed; without one it is judged after the upload alone.
     */
    get: operations["getUploadUrl"];
    put?: never;
    /**
     * Ask where to send an image of a known size
     * @description Send the image to `url` with `method` and `headers`. It is judged once it is there: what is no image of its type, or over 5 MB, is deleted.
     */
    post: operations["createUploadUrl"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/events/{id}/image": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show an event's image */
    get: operations["getImage"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/commentaires": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List a section's comments, newest first
     * @description A comment may take a moment to appear.
     */
    get: operations["listComments"];
    put?: never;
    /** Write a comment */
    post: operations["createComment"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/stats": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read what all metrics come to */
    get: operations["getStats"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/metrics/{date}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a day's metrics, by type */
    get: operations["getMetrics"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/metrics/{type}/{date}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a day's metric of one type */
    get: operations["getMetric"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/report/{date}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a day's report: what changed, and what is out of the ordinary */
    get: operations["getReport"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/measurements/{type}/{date}/upload-url": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ask where to send a day's measurements
     * @description Send the CSV to `url` with `method` and `headers`, then ask for its status. It replaces what was sent for the type and the day before. Where people sign in, it is for members of the group `operators` alone; others are answered 403 `Not allowed`.
     */
    post: operations["createMeasurementsUploadUrl"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/measurements/{type}/{date}/status": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read what came of a day's measurements */
    get: operations["getMeasurementsStatus"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/health": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Ask whether the service works */
    get: operations["getHealth"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Comment: {
      /** @description Names the comment */
      id: string;
      /** @description The section of the page it belongs to */
      sectionId: string;
      /** @description Who wrote it */
      auteur: string;
      /** @description What it says */
      contenu: string;
      /**
       * Format: date-time
       * @description When it was written
       */
      timestamp: string;
    };
    CommentPage: {
      /** @description What is on the page, in the list's order */
      items: components["schemas"]["Comment"][];
      /** @description Where the next page begins; missing at the end */
      nextCursor?: string;
    };
    CommentRequest: {
      /** @description The section of the page it belongs to */
      sectionId: string;
      /** @description Who wrote it */
      auteur: string;
      /** @description What it says */
      contenu: string;
    };
    ContainerAnswer: {
      /** @description started or stopped; on status the engine's own word, such as running */
      status: string;
      /** @enum {string} */
      target: "docker";
      /** @description The container's name */
      container: string;
    };
    ContainersAnswer: {
      /** @description All that are managed by this stack, whatever their state, by name */
      containers: {
        name: string;
        /** @description The engine's own word, such as running or exited */
        status: string;
      }[];
    };
    Event: {
      /** @description Names the event in addresses */
      id: string;
      /** @description What it is called */
      title: string;
      /**
       * Format: date-time
       * @description When it begins: an RFC 3339 date-time, returned as given
       */
      date: string;
      /** @description What it is about */
      description?: string;
      /** @description Where it takes place */
      location?: string;
      /** @description Where its image is, relative to the API's base; missing without one */
      imageUrl?: string;
      /**
       * Format: date-time
       * @description When it was made
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it last changed, its image included
       */
      updatedAt: string;
    };
    EventPage: {
      /** @description What is on the page, in the list's order */
      items: components["schemas"]["Event"][];
      /** @description Where the next page begins; missing at the end */
      nextCursor?: string;
    };
    EventRequest: {
      /** @description What it is called */
      title: string;
      /**
       * Format: date-time
       * @description When it begins: an RFC 3339 date-time, returned as given
       */
      date: string;
      /** @description What it is about */
      description?: string;
      /** @description Where it takes place */
      location?: string;
    };
    Health: {
      /**
       * @description Whether all of it works
       * @enum {string}
       */
      status: "healthy" | "degraded";
      /** @description The service's name */
      service: string;
      /** @description The program's version */
      version: string;
      /**
       * @description What keeps the data
       * @enum {string}
       */
      database: "dynamodb";
      /** @description The home this stack runs in: AWS, LocalStack, offline */
      environment: string;
    };
    InfraAnswer:
      | components["schemas"]["InstanceAnswer"]
      | components["schemas"]["InstancesAnswer"]
      | components["schemas"]["ContainerAnswer"]
      | components["schemas"]["ContainersAnswer"];
    InstanceAnswer: {
      /**
       * @description What came of the action; missing on status
       * @enum {string}
       */
      status?: "started" | "stopped" | "starting" | "stopping";
      /** @description The EC2 instance */
      instance_id: string;
      /**
       * @description Its state, in EC2's words
       * @enum {string}
       */
      state: "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";
      /** @description The instance type, such as t2.micro; on status alone */
      type?: string;
    };
    InstancesAnswer: {
      /** @description The stack's own instances: one in each region that it controls, its own region first */
      instances: {
        /** @description Where it is */
        region: string;
        /** @description The EC2 instance */
        instance_id: string;
        /**
         * @description Its state, in EC2's words
         * @enum {string}
         */
        state: "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";
        /** @description The instance type, such as t2.micro */
        type?: string;
      }[];
    };
    ManageRequest: {
      /**
       * @description What to do
       * @enum {string}
       */
      action: "start" | "stop" | "status";
      /** @description The EC2 instance */
      instance_id: string;
      /** @description The region; by default the stack's own */
      region?: string;
    };
    MeasurementsStatus: {
      /**
       * @description Whether the metric is of this file; a file that is rejected leaves the metric as it was
       * @enum {string}
       */
      status: "pending" | "taken" | "rejected";
      /** @description Measurements of a file that was taken */
      count?: number;
      /** @description Its lines that did not parse or are of another day */
      rejectedLines?: number;
      /** @description Why a file was rejected */
      reason?: string;
      /** @description RFC 3339 */
      updatedAt: string;
    };
    MeasurementsUploadRequest: {
      /** @description In bytes */
      size: number;
    };
    Metric: {
      type: string;
      /** @description YYYY-MM-DD, in UTC */
      date: string;
      /** @description Measurements */
      count: number;
      min?: number;
      max?: number;
      mean?: number;
      /** @description The nearest-rank percentile */
      p95?: number;
      /** @description The 24 hours of UTC; one without measurements has no mean */
      perHour: {
        hour: number;
        count: number;
        mean?: number;
      }[];
      /** @description The ten places with the greatest totals */
      topPlaces: {
        place: string;
        total: number;
      }[];
      /** @description Lines that did not parse or are of another day */
      rejectedLines: number;
      /** @description RFC 3339 */
      updatedAt: string;
    };
    Metrics: {
      /** @description YYYY-MM-DD, in UTC */
      date: string;
      metrics: components["schemas"]["Metric"][];
    };
    Problem: {
      /**
       * @description The title says all that the status does not
       * @enum {string}
       */
      type: "about:blank";
      /** @description What went wrong, the same text for every occurrence */
      title: string;
      /** @description The HTTP status */
      status: number;
      /** @description What is wrong with this request, and what to do about it */
      detail?: string;
      /** @description The same as title, for the clients of the first workshops */
      error: string;
      /** @description Names the request in the service's logs */
      requestId: string;
    };
    Report: {
      /** @description YYYY-MM-DD, in UTC */
      date: string;
      types: {
        type: string;
        count: number;
        mean?: number;
        /** @description By how many per cent the mean differs from the day before's */
        dayBefore?: number;
        /** @description The same of the same day a week before */
        weekBefore?: number;
        /** @description Whether the mean differs by more than 50 % from that of the seven days before */
        anomaly: boolean;
      }[];
      /** @description RFC 3339 */
      generatedAt: string;
    };
    Stats: {
      days: number;
      /** @description YYYY-MM-DD, in UTC */
      firstDate?: string;
      /** @description YYYY-MM-DD, in UTC */
      lastDate?: string;
      metrics: number;
      measurements: number;
      byType: {
        [key: string]: {
          days: number;
          measurements: number;
        };
      };
      /** @description RFC 3339 */
      updatedAt?: string;
    };
    Upload: {
      /**
       * Format: uri
       * @description Where the file goes: a presigned address of S3
       */
      url: string;
      /**
       * @description How it is sent
       * @enum {string}
       */
      method: "PUT";
      /** @description The headers that are signed and have to come with it */
      headers: {
        [key: string]: string;
      };
      /** @description The object's key in the bucket */
      key: string;
      /**
       * Format: date-time
       * @description When the address stops working
       */
      expiresAt: string;
    };
    UploadRequest: {
      /**
       * @description The image's media type
       * @enum {string}
       */
      contentType: "image/png" | "image/jpeg" | "image/webp" | "image/gif" | "image/avif";
      /** @description In bytes */
      size: number;
    };
  };
  responses: {
    /** @description The function failed, or ran out of time */
    BadGateway: {
      headers: {
        "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
        "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
        "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The API key is missing or wrong */
    Forbidden: {
      headers: {
        "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
        "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
        "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The answer took too long */
    GatewayTimeout: {
      headers: {
        "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
        "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
        "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description A required parameter is missing or blank */
    InvalidRequestParameters: {
      headers: {
        "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
        "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
        "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    /** @description The request's body is larger than 10 MB */
    RequestTooLarge: {
      headers: {
        "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
        [name: string]: unknown;
      };
      content: {
        /** @example HTTP content length exceeded 10485760 bytes. */
        "text/plain": string;
      };
    };
    /** @description Too many requests in a second; `Retry-After` says when. The API key's requests of this month are used up */
    TooManyRequests: {
      headers: {
        "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
        "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
        "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
        /** @description Seconds after which the request may succeed */
        "Retry-After"?: number;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: {
    /** @description The origin that browsers may call from */
    "Access-Control-Allow-Origin": string;
    /** @description The headers that a page's script may read */
    "Access-Control-Expose-Headers": "ETag, Location, Retry-After";
    /** @description no-store, unless the answer may be kept for a while */
    "Cache-Control": string;
    /** @description The version's entity tag, for If-Match and If-None-Match */
    ETag: string;
    /** @description Where it is; relative to the API's base, or absolute */
    Location: string;
    /** @description Seconds after which the request may succeed */
    "Retry-After": number;
    /** @description Names the request in the service's logs */
    "x-amzn-RequestId": string;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  manage: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "action": "start",
         *       "instance_id": "i-0a1b2c3d4e5f60718"
         *     }
         */
        "application/json": components["schemas"]["ManageRequest"];
      };
    };
    responses: {
      /** @description Done, or the instance's status */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "instance_id": "i-0a1b2c3d4e5f60718",
           *       "state": "running",
           *       "type": "t2.micro"
           *     }
           */
          "application/json": components["schemas"]["InstanceAnswer"];
        };
      };
      /** @description Still changing its state; poll `status` */
      202: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "stopping",
           *       "instance_id": "i-0a1b2c3d4e5f60718",
           *       "state": "stopping"
           *     }
           */
          "application/json": components["schemas"]["InstanceAnswer"];
        };
      };
      /** @description Malformed request; a region that the stack does not control */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The instance is not managed by this stack. The API key is missing or wrong */
      403: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Instance not found */
      404: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Impossible in the instance's state */
      409: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["RequestTooLarge"];
      /** @description The body has another charset than UTF-8 */
      415: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      /** @description The instance fell back to stopped. The function failed, or ran out of time */
      502: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  getInfra: {
    parameters: {
      query: {
        /**
         * @description What to do; a list has the stack's own instances, or the containers
         * @example status
         */
        action: "start" | "stop" | "status" | "list";
        /**
         * @description The instance; by default the stack's own in the region
         * @example i-0a1b2c3d4e5f60718
         */
        instance_id?: string;
        /** @description Where the instance is; by default the stack's own region, and for a list all that it controls */
        region?: string;
        /**
         * @description What to act on: an instance, or a container
         * @example ec2
         */
        target?: "ec2" | "docker";
        /**
         * @description The container's name; required with target=docker, but not to list
         * @example mycontainer
         */
        name?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; the status of the instance or the container; the list of instances or containers */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "instance_id": "i-0a1b2c3d4e5f60718",
           *       "state": "running",
           *       "type": "t2.micro"
           *     }
           */
          "application/json": components["schemas"]["InfraAnswer"];
        };
      };
      /** @description Still changing its state; poll `status` */
      202: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "stopping",
           *       "instance_id": "i-0a1b2c3d4e5f60718",
           *       "state": "stopping"
           *     }
           */
          "application/json": components["schemas"]["InstanceAnswer"];
        };
      };
      /** @description Malformed query; a region that the stack does not control. A required parameter is missing or blank */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The instance or the container is not managed by this stack; a browser's prefetch of an action. The API key is missing or wrong */
      403: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Instance not found; container not found */
      404: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Impossible in the state of the instance or the container */
      409: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      /** @description The stack controls no containers */
      501: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The instance fell back to stopped; the Docker Engine cannot be spoken to, or failed. The function failed, or ran out of time */
      502: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  listEvents: {
    parameters: {
      query?: {
        /**
         * @description How many items a page has at most
         * @example 5
         */
        limit?: number;
        /** @description Where the page begins: `nextCursor` of the page before, with the same query */
        cursor?: string;
        /**
         * @description When the list begins, included
         * @example 2026-01-01T00:00:00Z
         */
        from?: string;
        /**
         * @description When the list ends, excluded
         * @example 2027-01-01T00:00:00Z
         */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "id": "0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d",
           *           "title": "Hackathon Serverless",
           *           "date": "2026-03-15T09:00:00Z",
           *           "description": "Initiation AWS Lambda",
           *           "location": "Campus Numérique",
           *           "imageUrl": "events/0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d/image",
           *           "createdAt": "2026-03-01T09:00:00.000Z",
           *           "updatedAt": "2026-03-01T09:00:00.000Z"
           *         }
           *       ]
           *     }
           */
          "application/json": components["schemas"]["EventPage"];
        };
      };
      /** @description Malformed query, or a cursor that was not issued for it */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  createEvent: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes repeating the request safe: of all requests with one key and one body, one makes something
         * @example 8f14e45f-ceea-467f-a9d5-1c6a7d1b2c3d
         */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "title": "Hackathon Serverless",
         *       "date": "2026-03-15T09:00:00Z",
         *       "description": "Initiation AWS Lambda",
         *       "location": "Campus Numérique"
         *     }
         */
        "application/json": components["schemas"]["EventRequest"];
      };
    };
    responses: {
      /** @description The event */
      201: {
        headers: {
          ETag: components["headers"]["ETag"];
          Location: components["headers"]["Location"];
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d",
           *       "title": "Hackathon Serverless",
           *       "date": "2026-03-15T09:00:00Z",
           *       "description": "Initiation AWS Lambda",
           *       "location": "Campus Numérique",
           *       "imageUrl": "events/0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d/image",
           *       "createdAt": "2026-03-01T09:00:00.000Z",
           *       "updatedAt": "2026-03-01T09:00:00.000Z"
           *     }
           */
          "application/json": components["schemas"]["Event"];
        };
      };
      /** @description Malformed event or key */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      413: components["responses"]["RequestTooLarge"];
      /** @description The body has another charset than UTF-8 */
      415: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The Idempotency-Key was used for another payload */
      422: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  getEvent: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags of the versions that the client has
         * @example "1772355600000"
         */
        "If-None-Match"?: string;
      };
      path: {
        /**
         * @description The event's id
         * @example 0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The event */
      200: {
        headers: {
          ETag: components["headers"]["ETag"];
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d",
           *       "title": "Hackathon Serverless",
           *       "date": "2026-03-15T09:00:00Z",
           *       "description": "Initiation AWS Lambda",
           *       "location": "Campus Numérique",
           *       "imageUrl": "events/0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d/image",
           *       "createdAt": "2026-03-01T09:00:00.000Z",
           *       "updatedAt": "2026-03-01T09:00:00.000Z"
           *     }
           */
          "application/json": components["schemas"]["Event"];
        };
      };
      /** @description The client has it */
      304: {
        headers: {
          ETag: components["headers"]["ETag"];
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["InvalidRequestParameters"];
      403: components["responses"]["Forbidden"];
      /** @description Event not found */
      404: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  putEvent: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags of the versions that may be changed
         * @example "1772355600000"
         */
        "If-Match"?: string;
      };
      path: {
        /**
         * @description The event's id
         * @example 0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "title": "Hackathon Serverless",
         *       "date": "2026-03-15T09:00:00Z",
         *       "description": "Initiation AWS Lambda",
         *       "location": "Campus Numérique"
         *     }
         */
        "application/json": components["schemas"]["EventRequest"];
      };
    };
    responses: {
      /** @description The event */
      200: {
        headers: {
          ETag: components["headers"]["ETag"];
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d",
           *       "title": "Hackathon Serverless",
           *       "date": "2026-03-15T09:00:00Z",
           *       "description": "Initiation AWS Lambda",
           *       "location": "Campus Numérique",
           *       "imageUrl": "events/0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d/image",
           *       "createdAt": "2026-03-01T09:00:00.000Z",
           *       "updatedAt": "2026-03-01T09:00:00.000Z"
           *     }
           */
          "application/json": components["schemas"]["Event"];
        };
      };
      /** @description Malformed event or If-Match. A required parameter is missing or blank */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      /** @description Event not found */
      404: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The event has changed: its ETag is none of If-Match */
      412: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["RequestTooLarge"];
      /** @description The body has another charset than UTF-8 */
      415: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  deleteEvent: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description ETags of the versions that may be changed
         * @example "1772355600000"
         */
        "If-Match"?: string;
      };
      path: {
        /**
         * @description The event's id
         * @example 0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted */
      204: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Malformed If-Match. A required parameter is missing or blank */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      /** @description Event not found */
      404: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The event has changed: its ETag is none of If-Match */
      412: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  getUploadUrl: {
    parameters: {
      query?: {
        /**
         * @description The image's media type
         * @example image/png
         */
        contentType?: "image/png" | "image/jpeg" | "image/webp" | "image/gif" | "image/avif";
        /**
         * @description The image's size in bytes
         * @example 48213
         */
        size?: number;
      };
      header?: never;
      path: {
        /**
         * @description The event's id
         * @example 0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description How to send the image, within 15 minutes */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "url": "https://images.s3.amazonaws.com/events/0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d/5d1f0b7a-93c2-4f0e-8a3e-2b6c7d8e9f10?X-Amz-Signature=0f3c",
           *       "method": "PUT",
           *       "headers": {
           *         "content-type": "image/png",
           *         "content-length": "48213"
           *       },
           *       "key": "events/0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d/5d1f0b7a-93c2-4f0e-8a3e-2b6c7d8e9f10",
           *       "expiresAt": "2026-03-01T09:15:00.000Z"
           *     }
           */
          "application/json": components["schemas"]["Upload"];
        };
      };
      /** @description Another media type or size. A required parameter is missing or blank */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      /** @description Event not found */
      404: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  createUploadUrl: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The event's id
         * @example 0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "contentType": "image/png",
         *       "size": 48213
         *     }
         */
        "application/json": components["schemas"]["UploadRequest"];
      };
    };
    responses: {
      /** @description How to send the image, within 15 minutes */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "url": "https://images.s3.amazonaws.com/events/0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d/5d1f0b7a-93c2-4f0e-8a3e-2b6c7d8e9f10?X-Amz-Signature=0f3c",
           *       "method": "PUT",
           *       "headers": {
           *         "content-type": "image/png",
           *         "content-length": "48213"
           *       },
           *       "key": "events/0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d/5d1f0b7a-93c2-4f0e-8a3e-2b6c7d8e9f10",
           *       "expiresAt": "2026-03-01T09:15:00.000Z"
           *     }
           */
          "application/json": components["schemas"]["Upload"];
        };
      };
      /** @description Malformed request. A required parameter is missing or blank */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      /** @description Event not found */
      404: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      413: components["responses"]["RequestTooLarge"];
      /** @description The body has another charset than UTF-8 */
      415: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  getImage: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The event's id
         * @example 0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Where the image is, for an hour */
      302: {
        headers: {
          Location: components["headers"]["Location"];
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["InvalidRequestParameters"];
      /** @description Event not found, or it has no image */
      404: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  listComments: {
    parameters: {
      query: {
        /**
         * @description The section
         * @example accueil
         */
        sectionId: string;
        /**
         * @description How many items a page has at most
         * @example 5
         */
        limit?: number;
        /** @description Where the page begins: `nextCursor` of the page before, with the same query */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "id": "6f1c2a7e-90d4-4b7b-8a58-0f2e1d3c4b5a",
           *           "sectionId": "accueil",
           *           "auteur": "Élise",
           *           "contenu": "Très bien",
           *           "timestamp": "2026-03-01T09:00:00.000Z"
           *         }
           *       ]
           *     }
           */
          "application/json": components["schemas"]["CommentPage"];
        };
      };
      /** @description Malformed query, or a cursor that was not issued for it. A required parameter is missing or blank */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  createComment: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Makes repeating the request safe: of all requests with one key and one body, one makes something
         * @example 8f14e45f-ceea-467f-a9d5-1c6a7d1b2c3d
         */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "sectionId": "accueil",
         *       "auteur": "Élise",
         *       "contenu": "Très bien"
         *     }
         */
        "application/json": components["schemas"]["CommentRequest"];
      };
    };
    responses: {
      /** @description The comment */
      201: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "6f1c2a7e-90d4-4b7b-8a58-0f2e1d3c4b5a",
           *       "sectionId": "accueil",
           *       "auteur": "Élise",
           *       "contenu": "Très bien",
           *       "timestamp": "2026-03-01T09:00:00.000Z"
           *     }
           */
          "application/json": components["schemas"]["Comment"];
        };
      };
      /** @description Malformed comment or key */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      413: components["responses"]["RequestTooLarge"];
      /** @description The body has another charset than UTF-8 */
      415: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The Idempotency-Key was used for another payload */
      422: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  getStats: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The totals */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "days": 7,
           *       "firstDate": "2025-10-28",
           *       "lastDate": "2025-11-03",
           *       "metrics": 21,
           *       "measurements": 50400,
           *       "byType": {
           *         "bikes": {
           *           "days": 7,
           *           "measurements": 16800
           *         }
           *       },
           *       "updatedAt": "2025-11-04T00:12:31.000Z"
           *     }
           */
          "application/json": components["schemas"]["Stats"];
        };
      };
      403: components["responses"]["Forbidden"];
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  getMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The day, YYYY-MM-DD, in UTC
         * @example 2025-11-03
         */
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The metrics */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "date": "2025-11-03",
           *       "metrics": [
           *         {
           *           "type": "bikes",
           *           "date": "2025-11-03",
           *           "count": 2400,
           *           "min": 0,
           *           "max": 118,
           *           "mean": 21.4,
           *           "p95": 74,
           *           "perHour": [
           *             {
           *               "hour": 0,
           *               "count": 100,
           *               "mean": 3.1
           *             },
           *             {
           *               "hour": 1,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 2,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 3,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 4,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 5,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 6,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 7,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 8,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 9,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 10,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 11,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 12,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 13,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 14,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 15,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 16,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 17,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 18,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 19,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 20,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 21,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 22,
           *               "count": 100,
           *               "mean": 22.2
           *             },
           *             {
           *               "hour": 23,
           *               "count": 100,
           *               "mean": 22.2
           *             }
           *           ],
           *           "topPlaces": [
           *             {
           *               "place": "Rivoli",
           *               "total": 9120
           *             }
           *           ],
           *           "rejectedLines": 2,
           *           "updatedAt": "2025-11-04T00:12:31.000Z"
           *         }
           *       ]
           *     }
           */
          "application/json": components["schemas"]["Metrics"];
        };
      };
      /** @description Malformed path. A required parameter is missing or blank */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      /** @description No metrics for this day */
      404: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  getMetric: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The type of the measurements
         * @example bikes
         */
        type: string;
        /**
         * @description The day, YYYY-MM-DD, in UTC
         * @example 2025-11-03
         */
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The metric */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "bikes",
           *       "date": "2025-11-03",
           *       "count": 2400,
           *       "min": 0,
           *       "max": 118,
           *       "mean": 21.4,
           *       "p95": 74,
           *       "perHour": [
           *         {
           *           "hour": 0,
           *           "count": 100,
           *           "mean": 3.1
           *         },
           *         {
           *           "hour": 1,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 2,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 3,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 4,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 5,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 6,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 7,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 8,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 9,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 10,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 11,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 12,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 13,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 14,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 15,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 16,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 17,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 18,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 19,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 20,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 21,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 22,
           *           "count": 100,
           *           "mean": 22.2
           *         },
           *         {
           *           "hour": 23,
           *           "count": 100,
           *           "mean": 22.2
           *         }
           *       ],
           *       "topPlaces": [
           *         {
           *           "place": "Rivoli",
           *           "total": 9120
           *         }
           *       ],
           *       "rejectedLines": 2,
           *       "updatedAt": "2025-11-04T00:12:31.000Z"
           *     }
           */
          "application/json": components["schemas"]["Metric"];
        };
      };
      /** @description Malformed path. A required parameter is missing or blank */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      /** @description No metric of this type for this day */
      404: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  getReport: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The day, YYYY-MM-DD, in UTC
         * @example 2025-11-03
         */
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "date": "2025-11-03",
           *       "types": [
           *         {
           *           "type": "bikes",
           *           "count": 2400,
           *           "mean": 21.4,
           *           "dayBefore": 104.2,
           *           "weekBefore": 3.5,
           *           "anomaly": true
           *         }
           *       ],
           *       "generatedAt": "2025-11-04T01:00:02.000Z"
           *     }
           */
          "application/json": components["schemas"]["Report"];
        };
      };
      /** @description Malformed path. A required parameter is missing or blank */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      /** @description No report for this day */
      404: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  createMeasurementsUploadUrl: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The type of the measurements
         * @example bikes
         */
        type: string;
        /**
         * @description The day, YYYY-MM-DD, in UTC
         * @example 2025-11-03
         */
        date: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "size": 72412
         *     }
         */
        "application/json": components["schemas"]["MeasurementsUploadRequest"];
      };
    };
    responses: {
      /** @description How to send the file, within 15 minutes */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "url": "https://measurements.s3.amazonaws.com/measurements/bikes/2025-11-03.csv?X-Amz-Signature=0f3c",
           *       "method": "PUT",
           *       "headers": {
           *         "content-type": "text/csv",
           *         "content-length": "72412"
           *       },
           *       "key": "measurements/bikes/2025-11-03.csv",
           *       "expiresAt": "2026-03-01T09:15:00.000Z"
           *     }
           */
          "application/json": components["schemas"]["Upload"];
        };
      };
      /** @description Malformed request. A required parameter is missing or blank */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      413: components["responses"]["RequestTooLarge"];
      /** @description The body has another charset than UTF-8 */
      415: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      504: components["responses"]["GatewayTimeout"];
    };
  };
  getMeasurementsStatus: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The type of the measurements
         * @example bikes
         */
        type: string;
        /**
         * @description The day, YYYY-MM-DD, in UTC
         * @example 2025-11-03
         */
        date: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What came of the file that was sent last */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "taken",
           *       "count": 2400,
           *       "rejectedLines": 2,
           *       "updatedAt": "2025-11-04T00:12:31.000Z"
           *     }
           */
          "application/json": components["schemas"]["MeasurementsStatus"];
        };
      };
      /** @description Malformed path. A required parameter is missing or blank */
      400: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      403: components["responses"]["Forbidden"];
      /** @description No file of this type was sent for this day */
      404: {
        headers: {
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description Out of capacity; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
  getHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The service works */
      200: {
        headers: {
          "Cache-Control": components["headers"]["Cache-Control"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "healthy",
           *       "service": "Atelier API",
           *       "version": "1.0.0",
           *       "database": "dynamodb",
           *       "environment": "AWS"
           *     }
           */
          "application/json": components["schemas"]["Health"];
        };
      };
      429: components["responses"]["TooManyRequests"];
      502: components["responses"]["BadGateway"];
      /** @description The database does not answer; try again after Retry-After */
      503: {
        headers: {
          "Retry-After": components["headers"]["Retry-After"];
          "x-amzn-RequestId": components["headers"]["x-amzn-RequestId"];
          "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
          "Access-Control-Expose-Headers": components["headers"]["Access-Control-Expose-Headers"];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "degraded",
           *       "service": "Atelier API",
           *       "version": "1.0.0",
           *       "database": "dynamodb",
           *       "environment": "AWS"
           *     }
           */
          "application/json": components["schemas"]["Health"];
        };
      };
      504: components["responses"]["GatewayTimeout"];
    };
  };
}
