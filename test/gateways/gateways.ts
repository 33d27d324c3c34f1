import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PAGE = fileURLToPath(new URL('../../src/api/README.md', import.meta.url))

/** The snippet of this language in the README, with other addresses. */
function snippet(language: string, replaced: Record<string, string>): string {
  const [, code = ''] =
    new RegExp(`## Gateways.*?\`\`\`${language}\n(.*?)\`\`\``, 's').exec(readFileSync(PAGE, 'utf8')) ?? []
  for (const text of Object.keys(replaced)) {
    if (!code.includes(text)) throw new Error(`the snippet for ${language} has no ${text}`)
  }
  return Object.entries(replaced).reduce((all, [text, other]) => all.replaceAll(text, other), code)
}

export interface Place {
  /** A folder of its own. */
  folder: string
  port: number
  /** Addresses of the service and of the page behind the gateway, without a slash at the end. */
  auth: string
  page: string
}

export interface Gateway {
  name: string
  /** Where Debian has it, the package. */
  package: string | null
  start(place: Place): ChildProcess
}

const run = (command: string, args: string[]) =>
  spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })

const nginx: Gateway = {
  name: 'nginx',
  package: 'nginx-light',
  start({ folder, port, auth, page }) {
    const locations = snippet('nginx', {
      'https://auth.example.com': auth,
      'http://127.0.0.1:3000': page,
    })
    const file = join(folder, 'nginx.conf')
    writeFileSync(
      file,
      `daemon off; pid ${folder}/nginx.pid; error_log stderr error; worker_processes 1;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; ${locations} }
}`,
    )
    return run('nginx', ['-p', folder, '-c', file])
  },
}

const caddy: Gateway = {
  name: 'caddy',
  package: 'caddy',
  start({ folder, port, auth, page }) {
    const site = snippet('caddy', {
      'app.example.com': `http://:${port}`,
      'https://auth.example.com': auth,
      '127.0.0.1:3000': page.replace('http://', ''),
    })
    const file = join(folder, 'Caddyfile')
    writeFileSync(file, `{\n  admin off\n  auto_https off\n  log {\n    level ERROR\n  }\n}\n${site}`)
    return run('caddy', ['run', '--adapter', 'caddyfile', '--config', file])
  },
}

const traefik: Gateway = {
  name: 'traefik',
  package: null,
  start({ folder, port, auth, page }) {
    const rules = snippet('yaml', {
      'https://auth.example.com': auth,
      'Host(`app.example.com`)': 'PathPrefix(`/`)',
      'http://127.0.0.1:3000': page,
    })
    writeFileSync(join(folder, 'rules.yaml'), rules)
    return run('traefik', [
      `--entrypoints.web.address=127.0.0.1:${port}`,
      `--providers.file.filename=${join(folder, 'rules.yaml')}`,
      '--log.level=ERROR',
    ])
  },
}

export const gateways = [nginx, caddy, traefik]

export function isInstalled({ name }: Gateway): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`])
    return true
  } catch {
    return false
  }
}
