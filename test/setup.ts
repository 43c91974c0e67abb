/**
 * Property tests start from one seed, so that a run on another machine is the same run. `DUALPATH_SEED=n` takes another;
 * `DUALPATH_SEED=random` looks for new counterexamples.
 */
import fc from 'fast-check';

const wanted = process.env.DUALPATH_SEED;
if (wanted !== 'random') fc.configureGlobal({ seed: wanted === undefined ? 20_161_012 : Number(wanted) });
