import { packageConfig } from '../../vitest.shared.js';

// The cases mostly wait for sockets: two files at once take half the time.
export default packageConfig({ test: { maxWorkers: 2 } });
