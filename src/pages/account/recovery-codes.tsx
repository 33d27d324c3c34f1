import type { Screen } from '../engine/definition.ts'
import { ToAccount } from './again.tsx'

/** Told this once, kept nowhere: the browser copies, prints or saves what it shows. */
export const recoveryCodes = (codes: string[]): Screen => ({
  title: { ko: '복구 코드', en: 'Recovery codes' },
  body: (view) => (
    <>
      <p>
        {view.t({
          ko: '지금 안전한 곳에 보관해 주세요. 다시 볼 수 없습니다. 인증 앱을 쓸 수 없을 때 한 번에 하나씩 쓸 수 있습니다.',
          en: 'Keep them somewhere safe now: they are not shown again. Each is good once, when you do not have your app.',
        })}
      </p>
      <ul class="list codes" id="codes">
        {codes.map((code) => (
          <li>{code}</li>
        ))}
      </ul>
      <div class="row">
        <button
          type="button"
          class="quiet"
          hidden
          data-copy="#codes"
          data-done={view.t({ ko: '복사했습니다', en: 'Copied' })}
        >
          {view.t({ ko: '복사', en: 'Copy' })}
        </button>
        <button type="button" class="quiet" hidden data-print>
          {view.t({ ko: '인쇄', en: 'Print' })}
        </button>
        <button type="button" class="quiet" hidden data-save="#codes" data-name="recovery-codes.txt">
          {view.t({ ko: '내려받기', en: 'Download' })}
        </button>
      </div>
      <ToAccount view={view} />
    </>
  ),
})
