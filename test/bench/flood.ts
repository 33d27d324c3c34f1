import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { quantile, rounded } from './measures/statistics.ts'
import { FULL_COST, fill } from './stage/accounts.ts'
import { bundle } from './stage/bundle.ts'
import { Connection, type Reply } from './stage/connection.ts'
import type { Course } from './stage/load.ts'
import * as requests from './stage/requests.ts'
import { stage } from './stage/stage.ts'

/* What other users notice while a hundred clients at a time post passwords of a megabyte, one after the other. */

const CLIENTS = 100
const SECONDS = Number(process.argv[2] ?? 20)
/** What a request of others may take beside the flood, in milliseconds, but for the slowest twentieth. */
const BUDGET = 50
const ACCOUNTS = 100

const password = 'x'.repeat(2 ** 20)
const body = JSON.stringify({ username: 'nobody', password })
/** One says what comes, and one does not. */
const BODIES = [
  `Content-Length: ${body.length}\r\n\r\n${body}`,
  `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
]

/** Posts until told to stop; answers how many were refused. */
async function flood({ hostname, port, host }: URL): Promise<void> {
  const statuses: Record<string, number> = {}
  let isOver = false
  parentPort?.once('message', () => {
    isOver = true
  })
  const head = `POST /api/auth/login HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n`
  const post = async (way: string) => {
    const socket = connect(Number(port), hostname).setEncoding('latin1')
    const answer = await new Promise<string>((resolve) => {
      const giveUp = () => resolve('')
      socket.once('data', resolve).on('error', giveUp).on('close', giveUp)
      socket.write(head + way)
    })
    socket.destroy()
    const status = answer.slice(9, 12) || 'closed'
    statuses[status] = (statuses[status] ?? 0) + 1
  }
  const client = async (at: number) => {
    while (!isOver) await post(BODIES[at % BODIES.length] as string)
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, at) => client(at)))
  parentPort?.postMessage(statuses)
}

/** Milliseconds of what others ask, each course's requests one after the other, all for as long as told. */
async function clocked(url: URL, courses: Record<string, Course>, seconds: number) {
  const ends = performance.now() + seconds * 1000
  const asked = Object.entries(courses).map(async ([title, course]) => {
    const connection = new Connection(url)
    const times: number[] = []
    while (performance.now() < ends) {
      const sent = performance.now()
      const reply: Reply = await connection.send(course.next())
      times.push(performance.now() - sent)
      if (reply.status !== 200) throw new Error(`${title}: ${reply.status}`)
      course.heard?.(reply)
      await pause(20)
    }
    connection.close()
    return [title, times] as const
  })
  return Object.fromEntries(await Promise.all(asked))
}

const told = (times: number[] = []) =>
  `p50 ${rounded(quantile(times, 0.5))} ms, p95 ${rounded(quantile(times, 0.95))} ms`

async function measure(directory: string): Promise<boolean> {
  const munjigi = await bundle(join(directory, 'munjigi'))
  await using world = await stage(join(directory, 'state'), [
    { name: 'munjigi', bundle: munjigi, database: 'flood' },
  ])
  const url = world.url('munjigi')
  await fill(await world.database('munjigi'), ACCOUNTS, FULL_COST)
  const [one, other] = [await requests.signIn(url, 1), await requests.signIn(url, 2)]
  const courses = {
    'session check by cookie': requests.checkByCookie(one),
    'session check by token': requests.checkByToken(one),
    refresh: requests.refresh(other),
  }
  const alone = await clocked(url, courses, SECONDS)
  const attacker = new Worker(new URL(import.meta.url), { workerData: url.href })
  await pause(1000)
  const beside = await clocked(url, courses, SECONDS)
  attacker.postMessage('stop')
  const [statuses] = await once(attacker, 'message')

  console.log(`${CLIENTS} clients for ${SECONDS} s, answered ${JSON.stringify(statuses)}`)
  for (const title of Object.keys(courses)) {
    console.log(`${title}: alone ${told(alone[title])}; beside the flood ${told(beside[title])}`)
  }
  return Object.values(beside).every((times) => quantile(times, 0.95) <= BUDGET)
}

if (isMainThread) {
  const directory = await mkdtemp(join(tmpdir(), 'munjigi-flood-'))
  try {
    const holds = await measure(directory)
    console.log(holds ? `nobody waits for more than ${BUDGET} ms` : `others wait for more than ${BUDGET} ms`)
    process.exitCode = holds ? 0 : 1
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
} else {
  await flood(new URL(workerData))
}
