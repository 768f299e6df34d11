import bytes from 'muster-wasm-bytes';
import { moduleFromBytes } from './module.js';
import { serve, type WorkerScope } from './serve.js';

serve(self as unknown as WorkerScope, () => moduleFromBytes(bytes));
