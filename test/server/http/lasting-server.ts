import { createServer, type RequestListener } from 'node:http'

/** A server that closes no idle connection: a request that meets the closing of its own is lost, on a busy machine. */
export const lastingServer = (answer: RequestListener) => createServer({ keepAliveTimeout: 0 }, answer)
