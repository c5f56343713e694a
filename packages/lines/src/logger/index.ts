export { escapeJson, escapeLine } from '../internal/escape.js';
export { isArray, keysOf, read, thrownText, toText } from '../internal/safe-read.js';
export { warnOnce } from '../internal/warn-once.js';

export { captureRequest, lateness, requestText } from '../internal/fields/captured-request.js';
export { entriesOf, expectFields } from '../internal/fields/field-selection.js';
export { makeFields, SHADOWED } from '../internal/fields/fields.js';
export { GUEST_NAMES, putRequest, USUAL_NAMES } from '../internal/fields/request-names.js';

export { logging } from '../internal/level/context-level.js';
export { expectLevelOf, levelsHint } from '../internal/level/level-names.js';

export { HeldLines } from '../internal/fingers-crossed/held-lines.js';
export { currentHolder } from '../internal/fingers-crossed/holder.js';
export { expectFingersCrossed, limitsOf } from '../internal/fingers-crossed/options.js';

export { SHOWN_BY_ACCESS_LINE } from '../internal/access-log/access-line.js';
export { expectAccessLog, prepareAccessLog } from '../internal/access-log/access-log.js';

export type { AccessLine } from '../internal/access-log/access-line.js';
export type { AccessLogOptions } from '../internal/access-log/access-log.js';
export type { FieldOption, FieldSelection, Redaction } from '../internal/fields/field-selection.js';
export type { Field, Fields } from '../internal/fields/fields.js';
export type { RequestFields } from '../internal/fields/request-fields.js';
export type { RequestNames, RequestValues } from '../internal/fields/request-names.js';
export type { HeldFigures } from '../internal/fingers-crossed/held-figures.js';
export type { KnowsContext } from '../internal/fingers-crossed/held-lines.js';
export type { CurrentHolder, Holder } from '../internal/fingers-crossed/holder.js';
export type { FingersCrossedOptions, HeldLimits } from '../internal/fingers-crossed/options.js';
export type { LoggingState } from '../internal/level/context-level.js';
export type { Levelled } from '../internal/level/level-names.js';
