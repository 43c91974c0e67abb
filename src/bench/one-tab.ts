/** The same work in two tabs would overwrite itself: one tab holds it, by a Web Lock of the work's id. */

let release: (() => void) | undefined;

/**
 * Takes the work; false when another tab has it. With `steal` it is taken from that tab, whose `onLost` is then called.
 * Where the browser has no locks, everyone gets it.
 */
export function holdWork(id: string, onLost: () => void, steal = false): Promise<boolean> {
  releaseWork();
  if (typeof navigator === 'undefined' || !navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks
      .request(`dualpath:${id}`, steal ? { steal: true } : { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        if (lock === null) return undefined;
        return new Promise<void>((done) => {
          release = done;
        });
      })
      .catch(() => {
        release = undefined;
        onLost();
      });
  });
}

export function releaseWork(): void {
  release?.();
  release = undefined;
}
