import { createApp } from '../../src/app.ts'
import { contracts as spoken } from '../../src/contracts/index.ts'
import type { Surroundings } from '../../src/deps.ts'
import { descriptions as described } from '../../src/openapi/descriptions.ts'
import { sixth as sixthDescribed } from '../contracts/sixth/description.ts'
import { sixth } from '../contracts/sixth/routes.ts'

/** What the service speaks, and a contract that only the tests have: what is true of every one is shown for it too. */
export const contracts = [...spoken, sixth]
export const descriptions = [...described, sixthDescribed]

export const createService = (surroundings?: Surroundings) => createApp(surroundings, contracts)
