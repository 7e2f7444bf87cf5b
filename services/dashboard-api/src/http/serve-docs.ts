import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { Router } from 'express';
import { openApiPage } from './openapi-page.ts';

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Bloom Sync: API</title><link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>
`;
const startScript = `SwaggerUIBundle({ url: '/api/openapi.yaml', dom_id: '#swagger-ui' });\n`;

// The package has no types; all we want of it is where its files are.
const assetsDir = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** The API's own description at `/api/openapi.yaml`, and a page to read it at `/api/docs`. No inline script. */
export function serveDocs(): Router {
  const router = Router();
  const yaml = openApiPage();
  router.get('/openapi.yaml', (_request, response) => void response.type('application/yaml').send(yaml));
  router.get('/docs', (_request, response) => void response.type('html').send(page));
  router.get('/docs/start.js', (_request, response) => void response.type('js').send(startScript));
  const assets = { index: false, etag: false, lastModified: false } as const;
  router.use('/docs', express.static(assetsDir, assets));
  return router;
}
