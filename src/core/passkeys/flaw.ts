/** Why a ceremony is not what it should be: for the log, never for whoever sent it. */
export class Flaw extends Error {
  override readonly name = 'Flaw'
}
