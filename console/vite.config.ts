import { defineConfig } from 'vite';

// Everything comes from files of their own, named by their content: the policy of the pages allows nothing inline (src/edge/console/headers.js).
export default defineConfig({
  build: {
    outDir: '../build-console',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
