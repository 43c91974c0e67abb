/** The Web Worker in which the engine runs. Built by itself into `static/bench/engine-worker.js`. */
import { expose } from 'comlink';
import { EngineBench } from './engine-bench';

expose(new EngineBench());
