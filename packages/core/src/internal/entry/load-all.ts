// The copy that is loaded first serves all others, whichever entry point each was loaded through. So every entry point
// loads every module that shares something. Modules, not entry points: those import this file.
/* oxlint-disable import/no-unassigned-import -- a module shares what it exports when it is loaded */
import './start.js';
import '../../bind-emitter.js';
import '../../bind.js';
import '../../carrier/base-context.js';
import '../../carrier/changes.js';
import '../../carrier/context-from.js';
import '../../carrier/current-frame.js';
import '../../carrier/locals-left-behind.js';
import '../../carrier/next-ident.js';
import '../../carrier/open-carrier.js';
import '../../carrier/take-snapshot.js';
import '../../carrier/watch-cancellation.js';
import '../../context.js';
import '../../drain-tasks.js';
import '../../http/internal/early-ids.js';
import '../../http/internal/exchange.js';
import '../../http/internal/run-setup.js';
import '../../job-context.js';
import '../../late-use.js';
import '../../local.js';
import '../../open-context.js';
import '../../request.js';
import '../../wrap-async-iterable.js';
import '../../wrap-async.js';
import '../../wrap-gather.js';
import '../../wrap-generator.js';
import '../context/request-lifecycle.js';
import '../errors.js';
