/**
 * An empty module in the place of Node's `crypto` (the alias in wrangler.toml). bcryptjs imports it for platforms
 * without WebCrypto, of which this is none.
 */
export default {}
