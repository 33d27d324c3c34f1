/** What one request asked of storage and told the log, until all that it had deferred was done. */
export interface Count {
  roundTrips: number
  rowsRead: number
  rowsWritten: number
  kvReads: number
  kvWrites: number
  logLines: number
  logBytes: number
}
