import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page's policy allows no inline code, so small files stay files and no preload script is injected. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist-web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
});
