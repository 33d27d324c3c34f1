import type { Words } from './words.ts'

const codeRules = (minutes: number) =>
  `It works once, within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}. Enter it exactly as shown, and never share it with anyone.`

export const english: Words = {
  name: 'Munjigi',
  hello: (brand) => `Hello, this is ${brand}.`,
  farewell: (brand) => brand,
  resetCode: (minutes) => [
    'Your password reset code',
    'To reset your password, enter this code:',
    codeRules(minutes),
    'If you did not ask for it, you can ignore this email. Your password stays the same unless the code is entered.',
  ],
  signInCode: (minutes, from) => [
    'Your sign-in code',
    `Someone asked to sign in to your account${from === null ? '' : ` from the network address ${from}`}. If it was you, enter this code on the page where you asked for it:`,
    codeRules(minutes),
    'Whoever has this code gets into your account. If anyone asks you to read it out or to pass it on, they are trying to take your account, whoever they say they are.',
    'If you did not ask for it, you can ignore this email. Nobody gets in unless the code is entered.',
  ],
  signUpCode: (minutes) => [
    'Your sign-up code',
    'To finish signing up, enter this code:',
    codeRules(minutes),
    'If you did not sign up, you can ignore this email. No account is made unless the code is entered.',
  ],
  emailChangeCode: (minutes) => [
    'Confirm your new email address',
    'To make this the email address of your account, enter this code:',
    codeRules(minutes),
    'If you did not ask for it, you can ignore this email. This address is not used unless the code is entered.',
  ],
  emailChanging: [
    'Your email address is about to change',
    'Someone asked to change the email address of your account. It changes once the new address is confirmed.',
    'If it was you, there is nothing more to do here.',
    'If it was not you, someone may know your password. Reset it right away.',
  ],
  emailChanged: [
    'Your email address was changed',
    'The email address of your account was changed to another one. Mail about this account goes there from now on.',
    'If it was you, there is nothing more to do here.',
    'If it was not you, someone knows your password. This address can no longer reset it: tell the operator of the service right away.',
  ],
  emailTaken: [
    'You already have an account',
    'Someone tried to sign up with this email address. It already has an account, so no new one was made.',
    'If it was you, sign in to that account. If you have forgotten its password, you can reset it.',
    'If it was not you, you can ignore this email. Nothing about your account has changed.',
  ],
  passwordChanged: [
    'Your password was changed',
    'The password of your account was changed, and every device was signed out.',
    'If it was you, sign in again with the new password.',
    'If it was not you, someone else may be reading this mailbox. Change the password of your email account first, then reset the password of this account right away.',
  ],
  secondFactorOn: [
    'Two-step sign-in was turned on',
    'Two-step sign-in was turned on for your account. From now on, signing in takes your password and a code from your authenticator app.',
    'Keep your recovery codes somewhere safe: you need them when you cannot use the app.',
    'If it was not you, someone may know your password. Reset it right away and tell the operator of the service.',
  ],
  secondFactorOff: [
    'Two-step sign-in was turned off',
    'Two-step sign-in was turned off for your account. From now on, your password alone signs you in.',
    'If it was not you, reset your password right away and turn two-step sign-in on again.',
  ],
  recoveryCodesMade: [
    'New recovery codes were made',
    'New recovery codes were made for your account, and all earlier ones no longer work.',
    'If it was not you, someone may know your password. Reset it right away, and make the recovery codes anew.',
  ],
  identityLinked: [
    'Another way to sign in was added',
    'A sign-in with another service was linked to your account. From now on, that service signs you in too.',
    'If it was not you, someone may know your password. Reset it right away, and remove the link.',
  ],
  identityJoined: [
    'A sign-in with another service joined your account',
    'Someone signed in with another service that has verified this email address, and that sign-in was linked to your account. From now on, that service signs you in too.',
    'If it was not you, someone else may be reading this mailbox. Change the password of your email account first, then reset the password of this account and remove the link.',
  ],
  accountsJoined: [
    'Two accounts became one',
    'Someone who showed the passwords of two accounts, this one and another, made them one. It keeps all names of both. The password and the second factor of the account that was asked from count from now on; those of the other do not any more, and its sessions have ended.',
    'If it was not you, someone knows your password. Reset it now, and tell those who run the service.',
  ],
  identityUnlinked: [
    'A way to sign in was removed',
    'The sign-in with another service was taken from your account. That service no longer signs you in.',
    'If it was not you, someone else may be signed in. Reset your password right away.',
  ],
  identitiesRemoved: [
    'Unconfirmed ways to sign in were removed',
    'By resetting your password you have shown that this email address is yours. Nobody had ever confirmed whose the sign-ins with other services were that your account had before, so they were removed.',
    'If one was yours, sign in and link it again.',
  ],
  passkeyAdded: [
    'A passkey was added',
    'A passkey was added to your account. From now on, it signs you in without your password.',
    'If it was not you, someone may know your password. Reset it right away, sign in, and remove the passkey.',
  ],
  passkeyRemoved: [
    'A passkey was removed',
    'A passkey was taken from your account and no longer signs you in. All other devices were signed out.',
    'If it was not you, someone else may be signed in. Reset your password right away.',
  ],
  passkeysRemoved: [
    'Passkeys were removed',
    'By resetting your password you have shown that this email address is yours. Nobody had confirmed that before, so the passkeys that your account had were removed.',
    'If one was yours, sign in and add it again.',
  ],
  accountDisabled: [
    'Your account was disabled',
    'The operator of the service disabled your account. Every device was signed out, and you cannot sign in until it is enabled again.',
    'To learn why, ask the operator of the service.',
  ],
  accountEnabled: [
    'Your account was enabled again',
    'The operator of the service enabled your account again. From now on, you can sign in as before.',
  ],
  passwordChangeRequired: [
    'Please change your password',
    'The operator of the service signed you out on every device. The next time you sign in, you will be asked for a new password.',
    'This email has no link in it. Sign in where you always do.',
  ],
  accountErased: [
    'Your account was deleted',
    'Your account and everything kept of it was deleted. This cannot be undone.',
    'If it was not you, someone knew your password. Tell the operator of the service, and change the password wherever else you use it.',
  ],
  usernameReminder: [
    'Your username',
    'The username registered with this email address is:',
    'If you did not ask for it, you can ignore this email. It was told to nobody but this mailbox.',
  ],
  guessing: (networks) => [
    'Someone is guessing your password',
    `Today someone entered wrong passwords for your account many times, from ${networks} ${networks === 1 ? 'network' : 'networks'}.`,
    'Their guesses are limited: a long password that you use nowhere else cannot be guessed. If yours is one, there is nothing to do.',
    'If it is not, or if you are in doubt, reset your password. That also opens your sign-in at once, should it be closed.',
  ],
}
