/** Why a token does not count: the words of the office's reader (engine/tokens/opening.py), held equal by a test. */

export const REFUSALS = {
  foreign: { zh: "这不是本市的码", en: "This is not a code of this city." },
  garbled: { zh: "码不完整，请再扫一次", en: "The code is incomplete: scan it again." },
  not_packed: { zh: "码不完整，请再扫一次", en: "The code is incomplete: scan it again." },
  unreadable: { zh: "码的内容无法读取", en: "The code's contents cannot be read." },
  unknown_key: { zh: "签发密钥不在名单中，请更新后再扫", en: "Its key is not known here: update, then scan again." },
  forged: { zh: "签名不符，此码不是签发单位所发", en: "The signature does not fit: it was not issued as it says." },
  wrong_use: { zh: "此密钥不得签发这种码", en: "This key may not sign such a code." },
  not_yet: { zh: "码尚未生效，请核对手机时间", en: "The code is not valid yet: check the clock of this phone." },
  expired: { zh: "码已过期，请刷新或用纸质卡", en: "The code has run out: renew it, or use paper." },
  withdrawn: { zh: "此码已收回，请请问值班员", en: "This code was withdrawn: ask the duty officer." },
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** A token that does not count. Paper and the duty officer are always open. */
export class TokenRefused extends Error {
  constructor(readonly code: RefusalCode) {
    super(code);
    this.name = "TokenRefused";
  }
}
