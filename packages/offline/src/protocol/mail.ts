/** An e-mail that would have been sent. */
export interface Mail {
  /** The same for the same mail, however often it is delivered. */
  id: string;
  to: string;
  from: string;
  subject: string;
  text: string;
  /** When it was sent, in milliseconds since the epoch. */
  sent: number;
}

/** Where services send e-mail. */
export interface Postbox {
  /** Returns when the mail is on disk. One that is there already is left as it is. */
  add(mail: Mail): Promise<void>;
}
