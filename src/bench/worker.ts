/** The Web Worker in which the engine runs. Built by itself into `static/bench/engine-worker.js`. */
import { expose } from 'comlink';
import { prepareEngine } from '../../engine/index';
import { EngineBench } from './engine-bench';

// Called again, and waited for, when the bench is opened; begun here while the page gets ready to ask.
prepareEngine().catch(() => {});
expose(new EngineBench());
