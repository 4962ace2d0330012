// As src/edge/entry.js has it: without the class and the two proxies a request that the `worker` crate's own build tool puts around it.
import { fetch } from './index.js';

export default { fetch };
