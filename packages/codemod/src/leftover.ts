/** What has to be done by hand. */
export interface Leftover {
  readonly file: string;
  /** Of the file as it was. */
  readonly line: number;
  readonly message: string;
}
