import { describe } from 'vitest'

describe('takeover', () => {
  describe('strangers', async () => void (await import('./takeover/strangers.ts')))
  describe('answers', async () => void (await import('./takeover/answers.ts')))
  describe('after coming over', async () => void (await import('./takeover/afterwards.ts')))
  describe('operators', async () => void (await import('./takeover/operators.ts')))
})
