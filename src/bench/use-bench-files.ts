import useBaseUrl from '@docusaurus/useBaseUrl';
import useDocusaurusContext from '@docusaurus/useDocusaurusContext';
import { useMemo } from 'react';
import type { BenchFiles } from './bench-store';

export function useBenchFiles(): BenchFiles {
  const base = useBaseUrl('/bench/');
  const { siteConfig } = useDocusaurusContext();
  const version = String(siteConfig.customFields?.benchVersion ?? '0');
  return useMemo(() => ({ base, version }), [base, version]);
}
