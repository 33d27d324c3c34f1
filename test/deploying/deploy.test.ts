import { describe, expect, inject, test } from 'vitest'
import type {} from '../server/deploying/deploy.ts'

interface Run {
  code: number
  out: string
  errors: string
  steps: string[][]
  /** Whether the folder is still there that the worker was bundled into. */
  left: boolean
}

const post = async (path: string, body: object): Promise<Run> =>
  (await fetch(`${inject('deployServer')}${path}`, { method: 'POST', body: JSON.stringify(body) })).json()

/** `npm run deploy -- ARGS`; `ends` are the exit codes of steps that fail, with what they say. */
const deploy = (args: string[] = [], ends: Record<string, [number, string]> = {}, env = {}) =>
  post('/deploy', { args, ends, env })

const wrangler = (...args: string[]) => post('/wrangler', { args })

const bundling = (...flags: string[]) => [
  ...['deploy', '', ...flags],
  ...['--bundle', '--dry-run', '--upload-source-maps', '--outdir=<scratch>'],
]
const uploading = (...flags: string[]) => [
  ...['deploy', '<scratch>/index.js', ...flags, '--no-bundle', '--no-minify'],
]
const LOOK = ['d1', 'time-travel', 'info', 'DB']
const MIGRATE = ['d1', 'migrations', 'apply', 'DB', '--remote']
const NO_DATABASE = "✘ [ERROR] Couldn't find a D1 DB named 'munjigi' (bound as 'DB') in the API.\n"

describe('a deploy', () => {
  test('bundles the worker, tells the bookmark to go back to, migrates, then uploads', async () => {
    const { code, steps } = await deploy()
    expect(steps).toEqual([
      bundling('--env='),
      [...LOOK, '--env='],
      [...MIGRATE, '--env='],
      uploading('--env='),
    ])
    expect(code).toBe(0)
  })

  test('uploads less than wrangler bundled, with a source map, and leaves nothing of it behind', async () => {
    const { out, left } = await deploy()
    expect(out).toMatch(/^The bookmark .*\nexport default\{fetch:\(\)=>new Response\('안녕'\)\};/)
    expect(out.trim().split('\n')).toHaveLength(3)
    expect(out).toContain('\n//# sourceMappingURL=index.js.map')
    expect(left).toBe(false)
  })

  test('that cannot be bundled changes nothing', async () => {
    const { code, errors, steps, left } = await deploy([], { 'deploy  ': [5, 'Unknown argument: x.ts\n'] })
    expect(steps).toEqual([bundling('--env=')])
    expect(errors).toBe('Unknown argument: x.ts\n')
    expect(code).toBe(5)
    expect(left).toBe(false)
  })

  test.for([
    [['--env', 'staging'], ['--env=staging']],
    [['-e', 'staging'], ['--env=staging']],
    [['-e=staging'], ['--env=staging']],
    [
      ['--env=staging', '-c', 'other.toml'],
      ['--env=staging', '--config=other.toml'],
    ],
    [
      ['--env', '', '--config', 'other.toml'],
      ['--env=', '--config=other.toml'],
    ],
    [
      ['-estaging', '--env-file', 'a', '--envFile=b', '--profile', 'ops', '--cwd', '.'],
      ['--env=staging', '--env-file=a', '--env-file=b', '--profile=ops', '--cwd=.'],
    ],
    [['--env', 'staging', '--secrets-file', 'secrets', '--var', 'A:--env=b'], ['--env=staging']],
    [['--env', 'staging', '--dry-run=false', '--message', 'no --dry-run'], ['--env=staging']],
    [['--dry-run', 'false', '--dryRun', 'false', '--env', 'staging'], ['--env=staging']],
    [['--env', 'staging', '-h', 'false', '--no-dry-run'], ['--env=staging']],
  ])('with %j looks and migrates with %j', async ([given = [], place = []]) => {
    const { code, steps } = await deploy(given)
    expect(steps).toEqual([
      bundling(...given),
      [...LOOK, ...place],
      [...MIGRATE, ...place],
      uploading(...given),
    ])
    expect(code).toBe(0)
  })

  test('leaves the environment to CLOUDFLARE_ENV where no flag names one', async () => {
    const { steps } = await deploy([], {}, { CLOUDFLARE_ENV: 'staging' })
    expect(steps).toEqual([bundling(), LOOK, MIGRATE, uploading()])
  })

  test.for([
    ['--dry-run'],
    ['--dryRun'],
    ['--dry-run=true'],
    ['--dry-run', 'true'],
    ['--dry-run', 'falsely'],
  ])('with %j neither looks nor migrates', async (flags) => {
    const given = ['--env', 'staging', ...flags]
    expect((await deploy(given)).steps).toEqual([bundling(...given), uploading(...given)])
  })

  test.for([['--help'], ['-h'], ['--version'], ['-v']])('with %j asks wrangler alone', async (flags) => {
    const { steps } = await deploy(['--env', 'staging', ...flags])
    expect(steps).toEqual([['deploy', '--env', 'staging', ...flags]])
  })

  test.for([['--outdir', 'dist'], ['--outdir=dist']])('with %j puts there what it uploads', async (flags) => {
    const { steps } = await deploy([...flags, '--env', 'staging', '--dry-run'])
    expect(steps).toEqual([
      bundling('--env', 'staging', '--dry-run'),
      uploading(...flags, '--env', 'staging', '--dry-run'),
    ])
  })

  test('that makes the database is migrated afterwards', async () => {
    const { code, out, steps } = await deploy(['--secrets-file', 'secrets'], {
      'd1 time-travel': [1, NO_DATABASE],
    })
    expect(steps).toEqual([
      bundling('--secrets-file', 'secrets', '--env='),
      [...LOOK, '--env='],
      uploading('--secrets-file', 'secrets', '--env='),
      [...MIGRATE, '--env='],
    ])
    expect(out).toContain('There is no database yet')
    expect(code).toBe(0)
  })

  test('that made the database and could not migrate it is mended by the next one', async () => {
    const first = await deploy([], { 'd1 time-travel': [1, NO_DATABASE], 'd1 migrations': [3, 'no'] })
    expect(first.code).toBe(3)
    const next = await deploy()
    expect(next.steps.map(([step = '']) => step)).toEqual(['deploy', 'd1', 'd1', 'deploy'])
  })

  test('does not happen after a migration that failed', async () => {
    const { code, errors, steps } = await deploy([], { 'd1 migrations': [2, 'no such column\n'] })
    expect(steps).toEqual([bundling('--env='), [...LOOK, '--env='], [...MIGRATE, '--env=']])
    expect(errors).toBe('no such column\n')
    expect(code).toBe(2)
  })

  test('does not happen where nobody can say whether there is a database', async () => {
    const { code, steps } = await deploy([], { 'd1 time-travel': [1, 'Authentication error\n'] })
    expect(steps).toEqual([bundling('--env='), [...LOOK, '--env=']])
    expect(code).toBe(1)
  })

  test('that fails says so', async () => {
    const { code, steps } = await deploy([], { 'deploy /': [4, ''] })
    expect(steps).toHaveLength(4)
    expect(code).toBe(4)
  })
})

describe('wrangler itself', () => {
  test('says of a database that is not there what the script looks for', async () => {
    const { code, errors } = await wrangler(...LOOK, '--env=staging')
    expect(errors).toContain("Couldn't find a D1 DB named 'munjigi-staging'")
    expect(code).not.toBe(0)
  })

  test.for([
    ['staging', 'munjigi-staging', 'https://auth.staging.example.com'],
    ['', 'munjigi', 'https://auth.example.com'],
  ])(
    'finds nothing to warn of in the environment "%s", which has a database of its own',
    async ([env = '', database = '', issuer = '']) => {
      const { code, out, errors } = await wrangler('deploy', '--dry-run', `--env=${env}`)
      expect(errors).toBe('')
      expect(out).not.toContain('WARNING')
      expect(out).toContain(`env.DB (${database})`)
      expect(out).toContain(`env.ISSUER ("${issuer}")`)
      expect(out).toMatch(/env\.KV .*\n[\s\S]*env\.FLOOD \(1000 requests\/10s\)[\s\S]*env\.ASSETS/)
      expect(code).toBe(0)
    },
  )
})
