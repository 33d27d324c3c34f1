export type Language = 'ko' | 'en'

/** The subject, then the paragraphs; a code stands after the first of them. */
export type Wording = [subject: string, first: string, ...rest: string[]]

interface Words {
  hello: string
  farewell: string
  resetCode: (minutes: number) => Wording
  signUpCode: (minutes: number) => Wording
  emailChangeCode: (minutes: number) => Wording
  emailChanging: Wording
  emailTaken: Wording
  passwordChanged: Wording
  secondFactorOn: Wording
  secondFactorOff: Wording
  identityLinked: Wording
  identityUnlinked: Wording
  accountErased: Wording
  usernameReminder: Wording
}

const koreanCodeRules = (minutes: number) =>
  `이 코드는 ${minutes}분 동안 한 번만 쓸 수 있습니다. 보이는 그대로 입력해 주시고, 누구에게도 알려 주지 마세요.`

const englishCodeRules = (minutes: number) =>
  `It works once, within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}. Enter it exactly as shown, and never share it with anyone.`

export const words: Record<Language, Words> = {
  ko: {
    hello: '안녕하세요, 문지기입니다.',
    farewell: '문지기 드림',
    resetCode: (minutes) => [
      '[문지기] 비밀번호 재설정 인증 코드',
      '비밀번호를 재설정하시려면 아래 인증 코드를 입력해 주세요.',
      koreanCodeRules(minutes),
      '직접 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다. 코드를 입력하지 않으면 비밀번호는 바뀌지 않습니다.',
    ],
    signUpCode: (minutes) => [
      '[문지기] 회원 가입 인증 코드',
      '회원 가입을 마치시려면 아래 인증 코드를 입력해 주세요.',
      koreanCodeRules(minutes),
      '직접 가입하지 않으셨다면 이 메일을 무시하셔도 됩니다. 코드를 입력하지 않으면 계정은 만들어지지 않습니다.',
    ],
    emailChangeCode: (minutes) => [
      '[문지기] 이메일 변경 인증 코드',
      '이 주소를 계정의 새 이메일로 등록하시려면 아래 인증 코드를 입력해 주세요.',
      koreanCodeRules(minutes),
      '직접 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다. 코드를 입력하지 않으면 이 주소는 등록되지 않습니다.',
    ],
    emailChanging: [
      '[문지기] 이메일 변경 요청이 있었습니다',
      '회원님 계정의 이메일을 다른 주소로 바꾸려는 요청이 있었습니다. 새 주소에서 인증을 마치면 이메일이 변경됩니다.',
      '직접 요청하셨다면 더 하실 일은 없습니다.',
      '직접 요청하지 않으셨다면 누군가 회원님의 비밀번호를 알고 있을 수 있습니다. 지금 바로 비밀번호를 재설정해 주세요.',
    ],
    emailTaken: [
      '[문지기] 이미 가입된 이메일입니다',
      '누군가 이 이메일 주소로 회원 가입을 시도했습니다. 이미 이 주소를 쓰는 계정이 있어 새 계정은 만들어지지 않았습니다.',
      '직접 시도하셨다면 기존 계정으로 로그인해 주세요. 비밀번호가 기억나지 않으시면 재설정하실 수 있습니다.',
      '직접 시도하지 않으셨다면 이 메일을 무시하셔도 됩니다. 회원님의 계정에는 아무런 변화가 없습니다.',
    ],
    passwordChanged: [
      '[문지기] 비밀번호가 변경되었습니다',
      '회원님 계정의 비밀번호가 변경되었고, 로그인되어 있던 모든 기기에서 로그아웃되었습니다.',
      '직접 변경하셨다면 새 비밀번호로 다시 로그인해 주세요.',
      '직접 변경하지 않으셨다면 다른 사람이 이 메일함을 보고 있을 수 있습니다. 먼저 메일 계정의 비밀번호를 바꾸신 다음, 지금 바로 이 계정의 비밀번호를 재설정해 주세요.',
    ],
    secondFactorOn: [
      '[문지기] 2단계 인증이 켜졌습니다',
      '회원님 계정의 2단계 인증이 켜졌습니다. 이제 로그인하실 때 비밀번호와 인증 앱의 코드가 모두 필요합니다.',
      '복구 코드는 안전한 곳에 보관해 주세요. 인증 앱을 쓸 수 없을 때 필요합니다.',
      '직접 켜지 않으셨다면 누군가 회원님의 비밀번호를 알고 있을 수 있습니다. 지금 바로 비밀번호를 재설정하고 서비스 운영자에게 알려 주세요.',
    ],
    secondFactorOff: [
      '[문지기] 2단계 인증이 꺼졌습니다',
      '회원님 계정의 2단계 인증이 꺼졌습니다. 이제 비밀번호만으로 로그인하실 수 있습니다.',
      '직접 끄지 않으셨다면 지금 바로 비밀번호를 재설정하고 2단계 인증을 다시 켜 주세요.',
    ],
    identityLinked: [
      '[문지기] 새 로그인 방법이 연결되었습니다',
      '회원님 계정에 다른 서비스의 로그인이 연결되었습니다. 이제 그 서비스로도 로그인하실 수 있습니다.',
      '직접 연결하지 않으셨다면 누군가 회원님의 비밀번호를 알고 있을 수 있습니다. 지금 바로 비밀번호를 재설정하고 연결을 끊어 주세요.',
    ],
    identityUnlinked: [
      '[문지기] 로그인 방법의 연결이 끊어졌습니다',
      '회원님 계정에 연결되어 있던 다른 서비스의 로그인이 끊어졌습니다. 그 서비스로는 더 이상 로그인하실 수 없습니다.',
      '직접 끊지 않으셨다면 다른 사람이 로그인해 있을 수 있습니다. 지금 바로 비밀번호를 재설정해 주세요.',
    ],
    accountErased: [
      '[문지기] 계정이 삭제되었습니다',
      '회원님의 계정과 그 기록이 모두 삭제되었습니다. 되돌릴 수 없습니다.',
      '직접 삭제하지 않으셨다면 누군가 회원님의 비밀번호를 알고 있었던 것입니다. 서비스 운영자에게 알려 주시고, 같은 비밀번호를 쓰는 곳이 있다면 바꿔 주세요.',
    ],
    usernameReminder: [
      '[문지기] 아이디 안내',
      '이 이메일로 가입하신 아이디는 다음과 같습니다.',
      '직접 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다. 아이디는 이 메일로만 알려 드렸습니다.',
    ],
  },
  en: {
    hello: 'Hello, this is Munjigi.',
    farewell: 'Munjigi',
    resetCode: (minutes) => [
      '[Munjigi] Your password reset code',
      'To reset your password, enter this code:',
      englishCodeRules(minutes),
      'If you did not ask for it, you can ignore this email. Your password stays the same unless the code is entered.',
    ],
    signUpCode: (minutes) => [
      '[Munjigi] Your sign-up code',
      'To finish signing up, enter this code:',
      englishCodeRules(minutes),
      'If you did not sign up, you can ignore this email. No account is made unless the code is entered.',
    ],
    emailChangeCode: (minutes) => [
      '[Munjigi] Confirm your new email address',
      'To make this the email address of your account, enter this code:',
      englishCodeRules(minutes),
      'If you did not ask for it, you can ignore this email. This address is not used unless the code is entered.',
    ],
    emailChanging: [
      '[Munjigi] Your email address is about to change',
      'Someone asked to change the email address of your account. It changes once the new address is confirmed.',
      'If it was you, there is nothing more to do here.',
      'If it was not you, someone may know your password. Reset it right away.',
    ],
    emailTaken: [
      '[Munjigi] You already have an account',
      'Someone tried to sign up with this email address. It already has an account, so no new one was made.',
      'If it was you, sign in to that account. If you have forgotten its password, you can reset it.',
      'If it was not you, you can ignore this email. Nothing about your account has changed.',
    ],
    passwordChanged: [
      '[Munjigi] Your password was changed',
      'The password of your account was changed, and every device was signed out.',
      'If it was you, sign in again with the new password.',
      'If it was not you, someone else may be reading this mailbox. Change the password of your email account first, then reset the password of this account right away.',
    ],
    secondFactorOn: [
      '[Munjigi] Two-step sign-in was turned on',
      'Two-step sign-in was turned on for your account. From now on, signing in takes your password and a code from your authenticator app.',
      'Keep your recovery codes somewhere safe: you need them when you cannot use the app.',
      'If it was not you, someone may know your password. Reset it right away and tell the operator of the service.',
    ],
    secondFactorOff: [
      '[Munjigi] Two-step sign-in was turned off',
      'Two-step sign-in was turned off for your account. From now on, your password alone signs you in.',
      'If it was not you, reset your password right away and turn two-step sign-in on again.',
    ],
    identityLinked: [
      '[Munjigi] Another way to sign in was added',
      'A sign-in with another service was linked to your account. From now on, that service signs you in too.',
      'If it was not you, someone may know your password. Reset it right away, and remove the link.',
    ],
    identityUnlinked: [
      '[Munjigi] A way to sign in was removed',
      'The sign-in with another service was taken from your account. That service no longer signs you in.',
      'If it was not you, someone else may be signed in. Reset your password right away.',
    ],
    accountErased: [
      '[Munjigi] Your account was deleted',
      'Your account and everything kept of it was deleted. This cannot be undone.',
      'If it was not you, someone knew your password. Tell the operator of the service, and change the password wherever else you use it.',
    ],
    usernameReminder: [
      '[Munjigi] Your username',
      'The username registered with this email address is:',
      'If you did not ask for it, you can ignore this email. It was told to nobody but this mailbox.',
    ],
  },
}
