import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@site': new URL('.', import.meta.url).pathname.replace(/\/$/, '') } },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    exclude: ['test/site/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
