// The copy that was loaded first serves all others, through whichever entry point it was loaded and they are: so each
// entry point loads the whole of it.
/* oxlint-disable import/no-unassigned-import -- a module shares what it exports when it is loaded */
import '../carrier/index.js';
import '../http/index.js';
import '../index.js';
