import { Hono } from 'hono'
import scalar from '../../node_modules/@scalar/fastify-api-reference/dist/js/standalone.js'

/** Scalar, with nothing of it that asks others: neither their fonts, their proxy, their clients nor their assistant. */
const SETTINGS = {
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: '',
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
}

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Munjigi</title>
<link rel="icon" href="data:,">
</head>
<body>
<script id="api-reference" data-configuration='${JSON.stringify(SETTINGS)}'></script>
<script src="/docs/scalar.js"></script>
</body>
</html>
`

/** Whatever Scalar would load from elsewhere, a browser refuses. */
const POLICY = [
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:",
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
].join('; ')

/** The whole of /openapi.json to read and to try against this server, with nothing loaded from elsewhere. */
export const docs = new Hono()
  .get('/docs', (c) => {
    c.header('Content-Security-Policy', POLICY)
    c.header('Cache-Control', 'no-store')
    return c.html(page)
  })
  .get('/docs/scalar.js', (c) => c.body(scalar, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }))
