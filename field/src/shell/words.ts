/** The words of the shell. */

import { words } from "../words";

export const shellWords = words({
  name: { zh: "防线", en: "Fangxian" },
  duties: { zh: "岗位", en: "Duties" },
  choose: { zh: "选择岗位", en: "Choose a duty" },
  no_duty: {
    zh: "您的角色没有手机上的岗位。请在电脑上登录工作台。",
    en: "Your role has no duty on the phone. Sign in on a computer.",
  },
  recorded: { zh: "已记录", en: "Recorded." },
  undo: { zh: "撤回", en: "Undo" },
  back: { zh: "返回", en: "Back" },
  loading: { zh: "正在打开……", en: "Opening…" },
  not_opened: { zh: "打不开此岗位。请联网后再试。", en: "This duty cannot be opened. Connect and try again." },
  try_again: { zh: "再试一次", en: "Try again" },
  demonstration: { zh: "演练：人员和命令均为虚构", en: "Demonstration: everybody here is invented" },

  sign_in: { zh: "登录", en: "Sign in" },
  sign_in_lead: {
    zh: "有网络时登录一次，之后没有信号也能工作。",
    en: "Sign in once while there is a network; then work with no signal.",
  },
  by_card: { zh: "刷卡加 PIN（公用手机）", en: "Card and PIN (shared phone)" },
  by_password: { zh: "用密码登录", en: "Password" },
  needs_network: { zh: "登录需要网络。现在没有网络。", en: "Signing in needs a network. There is none now." },
  kept_from_before: {
    zh: "此手机上有 {n} 条未上传的记录，已加密封存。有人登录后自动上传。",
    en: "{n} unsent records lie sealed on this phone. They are sent when somebody signs in.",
  },

  nothing_waits: { zh: "全部已上传", en: "All sent" },
  waiting: { zh: "{n} 条待上传", en: "{n} waiting" },
  busy: { zh: "正在同步", en: "Sending" },
  offline: { zh: "无网络", en: "Offline" },
  to_look_at: { zh: "{n} 条需核对", en: "{n} to look at" },
  sent_at: { zh: "上次上传 {time}", en: "last sent {time}" },
  heard_at: { zh: "上次联网 {time}", en: "last contact {time}" },
  sign_in_again: {
    zh: "登录已到期。记录不会丢失；请再登录一次以便上传。",
    en: "Your sign-in has run out. Nothing is lost; sign in again to send.",
  },
  choose_pin: {
    zh: "请先设定您自己的 PIN。记录不会丢失，之后自动上传。",
    en: "Choose a PIN of your own first. Nothing is lost; it is sent afterwards.",
  },
  set_up_factor: {
    zh: "请先设置第二种验证方式。记录不会丢失，之后自动上传。",
    en: "Set up a second factor first. Nothing is lost; it is sent afterwards.",
  },
  choose_password: {
    zh: "请先设定您自己的密码。记录不会丢失，之后自动上传。",
    en: "Choose a password of your own first. Nothing is lost; it is sent afterwards.",
  },
  go_on: { zh: "去设定", en: "Do it now" },
  later: { zh: "服务器繁忙，稍后自动再传。", en: "The server is busy; the phone tries again by itself." },
  ended: {
    zh: "防控已结束：不再采集，一律放行。可读的内容已从此手机清除。",
    en: "The programme has ended: nothing is collected, everybody passes. What could be read here is erased.",
  },
  not_allowed: {
    zh: "服务器拒绝上传（{code}）。记录留在手机上，请告诉值班员。",
    en: "The server refuses ({code}). The records stay here; tell the duty officer.",
  },
  not_understood: {
    zh: "上传出错（{code}）。记录留在手机上，请告诉值班员。",
    en: "Sending failed ({code}). The records stay here; tell the duty officer.",
  },
  erased: {
    zh: "防控已结束，{n} 条未上传的记录不再需要，已删除。",
    en: "The programme has ended; {n} unsent records are not needed any more and were erased.",
  },
  choose_post: {
    zh: "您有多个岗位，请先选择从哪个岗位工作。",
    en: "You hold several posts; choose first from which one you work.",
  },
  to_choose_post: { zh: "选择岗位", en: "Choose your post" },
  waits_for_another: { zh: "等有权的同事登录后上传", en: "Waits for a colleague who may send it" },
  full: {
    zh: "手机存储已满：有 {n} 条只在本页中。不要关闭本页，联网上传或腾出空间。",
    en: "The storage is full: {n} records live in this page only. Do not close it; connect, or make room.",
  },
  nearly_full: { zh: "手机存储快满了，请尽快联网上传。", en: "The storage is nearly full; connect soon and send." },
  newer: { zh: "有新版本", en: "There is a newer edition." },
  reload: { zh: "更新", en: "Update" },

  settings: { zh: "设置", en: "Settings" },
  language: { zh: "语言", en: "Language" },
  large_text: { zh: "大字", en: "Large text" },
  sound: { zh: "声音和振动", en: "Sound and vibration" },
  on: { zh: "开", en: "On" },
  off: { zh: "关", en: "Off" },
  storage: { zh: "存储", en: "Storage" },
  storage_used: { zh: "已用 {percent}%", en: "{percent}% used" },
  storage_unknown: { zh: "浏览器未告知", en: "The browser does not say" },
  signed_in_as: { zh: "当前人员", en: "Signed in" },
  sign_out: { zh: "交班退出", en: "End of shift" },
  sign_out_lead: {
    zh: "退出后，此手机上再也读不出任何内容；未上传的记录加密保留，以后自动上传。",
    en: "Nothing can be read on this phone afterwards; what is unsent stays sealed and is sent later.",
  },
  sign_out_sure: { zh: "确定退出？", en: "Sign out now?" },
  yes: { zh: "确定", en: "Yes" },
  cancel: { zh: "取消", en: "Cancel" },
  cannot_sign_out: {
    zh: "有记录还没有加密，退出会丢失。请先联网一次。",
    en: "Some records are not sealed yet and would be lost. Connect once first.",
  },
  sync_now: { zh: "立即同步", en: "Sync now" },

  sent: { zh: "我的记录", en: "What I sent" },
  nothing_sent: { zh: "还没有记录。", en: "No record yet." },
  more: { zh: "显示更多", en: "Show more" },
  waits: { zh: "待上传", en: "Waiting" },
  word_new: { zh: "已收到", en: "Received" },
  word_updated: { zh: "已更新先前的记录", en: "Updated an earlier one" },
  word_identical: { zh: "先前已收到", en: "Received before" },
  word_old: { zh: "已有更新的，未采用", en: "A newer one is on record" },
  word_discarded: { zh: "编号重复，未采用", en: "Another record has its number" },
  word_invalid: { zh: "无法使用，请核对", en: "It cannot be used; look at it" },
  set_aside: { zh: "已搁置", en: "Set aside" },
  do_set_aside: { zh: "搁置", en: "Set aside" },
  do_correct: { zh: "更正", en: "Correct" },
  do_erase: { zh: "删除", en: "Erase" },
  erase_sure: {
    zh: "服务器没有这条记录。删除后无法找回。确定删除？",
    en: "The server does not have it, and it cannot be got back. Erase it?",
  },
  by_earlier_shift: { zh: "上一班的记录（已封存，读不出）", en: "An earlier shift's record (sealed, cannot be read)" },
  mark_late: { zh: "补传", en: "sent late" },
  mark_clock: { zh: "手机时间不准", en: "the phone's clock was off" },
  mark_post_closed: { zh: "当时卡点未开放", en: "the post was not open then" },
  mark_not_kept: {
    zh: "没有登记命令：车牌或出示的内容未保存",
    en: "no registration order: plate or what was shown was not kept",
  },
  mark_entry_unclear: {
    zh: "申报未找到或不需随访：未告知目的地",
    en: "no declaration that asks for follow-up: no destination was told",
  },
  mark_other_word: { zh: "与规则结论不同", en: "not the word of the rule" },
});
