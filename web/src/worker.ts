import { moduleFromAddress } from './module.js';
import { serve, type WorkerScope } from './serve.js';

serve(self as unknown as WorkerScope, () => moduleFromAddress(new URL('./muster.wasm', import.meta.url)));
