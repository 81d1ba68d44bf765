/** A user pool as the program declares it. */
export interface PoolSettings {
  /** URN of its resource. */
  urn: string;
  /** The name that the program gave its resource. */
  logicalName: string;
  /** Such as `eu-west-3_a1b2c3d4e`. */
  id: string;
  name: string;
  arn: string;
  region: string;
  /** The attributes by which users are named, `email` and `phone_number`; empty where they choose a name. */
  usernameAttributes: readonly string[];
  /** The attributes by which users sign in besides their name, once these are verified. */
  aliasAttributes: readonly string[];
  /** Whether `Me` and `me` are two users. */
  isCaseSensitive: boolean;
  /** Verified by a code that is sent. */
  autoVerified: readonly string[];
  password: PasswordRules;
  mfa: "OFF" | "ON" | "OPTIONAL";
  /** Whether authenticator apps are a second factor. */
  hasTotp: boolean;
  /** Whether nobody signs up by themselves. */
  isAdminOnly: boolean;
  /** Attributes that a new user must have. */
  required: readonly string[];
  /** All attributes that a user may have, with those that the program adds, such as `custom:team`. */
  attributes: ReadonlySet<string>;
  messages: MessageTemplates;
  /** By the program's own names; custom domains have their whole name. */
  domain?: string;
  clients: readonly ClientSettings[];
  groups: readonly GroupSettings[];
  /** By their identifiers. */
  scopes: ReadonlySet<string>;
  users: readonly DeclaredUser[];
}

/** What a password must be made of. */
export interface PasswordRules {
  minimumLength: number;
  lowercase: boolean;
  uppercase: boolean;
  numbers: boolean;
  symbols: boolean;
  /** Days that a temporary password is good for. */
  temporaryDays: number;
}

/** What e-mails say; undefined where it is what Cognito says. */
export interface MessageTemplates {
  inviteSubject?: string;
  inviteText?: string;
  codeSubject?: string;
  codeText?: string;
}

export interface GroupSettings {
  name: string;
  description?: string;
  precedence?: number;
  roleArn?: string;
}

/** A user that the program itself declares. */
export interface DeclaredUser {
  urn: string;
  username: string;
  sub: string;
  attributes: Readonly<Record<string, string>>;
  password?: string;
  temporaryPassword?: string;
  isInvited: boolean;
  isEnabled: boolean;
  groups: readonly string[];
}

/** An application that signs users in. */
export interface ClientSettings {
  /** The name that the program gave its resource. */
  logicalName: string;
  id: string;
  name: string;
  secret?: string;
  /** The flows of InitiateAuth, without `ALLOW_`, such as `USER_SRP_AUTH`. */
  flows: ReadonlySet<string>;
  /** Whether it uses the pool's pages. */
  usesPages: boolean;
  grants: ReadonlySet<string>;
  scopes: ReadonlySet<string>;
  callbacks: readonly string[];
  defaultCallback?: string;
  logouts: readonly string[];
  /** Whether an unknown user is told as a wrong password. */
  hidesUsers: boolean;
  /** Whether refresh tokens can be revoked. */
  revokes: boolean;
  /** Seconds for which a refresh token may be used again after its first use; undefined where tokens are not exchanged. */
  rotationGrace?: number;
  /** Seconds that tokens are good for. */
  validity: { access: number; id: number; refresh: number };
  /** Seconds between the steps of a sign-in. */
  sessionSeconds: number;
  /** Attributes that its id tokens have; all, if undefined. */
  reads?: ReadonlySet<string>;
  /** Attributes that users may set through it; all, if undefined. */
  writes?: ReadonlySet<string>;
}

/** What every token of a pool says of who issued it, in every home. */
export const issuerOf = ({ id, region }: Pick<PoolSettings, "id" | "region">): string =>
  `https://cognito-idp.${region}.amazonaws.com/${id}`;
