import type { Runspace } from '../language/runtime/runspace';
export function openTestDrive(_rs: Runspace): () => void {
  return () => {};
}
export function clearTestDrive(_rs: Runspace): () => void {
  return () => {};
}
