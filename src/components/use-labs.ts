import { usePluginData } from '@docusaurus/useGlobalData';
import type { LabSummary } from '../labs-plugin/front-matter';

/** All labs as the build has read them, in the order in which a reader should do them. */
export function useLabs(): LabSummary[] {
  return (usePluginData('dualpath-labs') as LabSummary[] | undefined) ?? [];
}

export function useLab(id: string): LabSummary | undefined {
  return useLabs().find((lab) => lab.id === id);
}
