import { PROBLEMS, type Problem } from '../../api/problems/wordings.ts'
import { ADVICE } from './advice.ts'

const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/`([^`]+)`/g, '<code>$1</code>')

/** All wordings of a code: failures that are to look alike share one. */
const byCode = new Map<string, Problem>(Object.values(PROBLEMS).map((problem) => [problem.code, problem]))

function pageOf({ code, status, en, ko }: Problem): string {
  const advice = ADVICE[code]
  if (!advice) throw new Error(`nothing is said of what to do about ${code}`)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${code}</title>
<main>
<h1><code>${code}</code></h1>
<p>HTTP ${status}</p>
<section>
<h2>${escaped(en)}</h2>
<p>${escaped(advice.en)}</p>
</section>
<section lang="ko">
<h2>${escaped(ko)}</h2>
<p>${escaped(advice.ko)}</p>
</section>
</main>
</html>
`
}

/** The page of each problem, by its code: what `type` leads to. Throws where one has no advice. */
export const problemPages = () => new Map([...byCode].map(([code, problem]) => [code, pageOf(problem)]))
