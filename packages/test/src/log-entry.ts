/** What a line says: the fields of a line in JSON; otherwise what the default template of `configureLogging` shows. */
export type LogEntry = Readonly<Record<string, unknown>>;
