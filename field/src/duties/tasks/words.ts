/** The words of tasks. Kinds, outcomes and first reports come with the list, as the pages say them. */

import { words } from "../../words";

export const W = words({
  title: { zh: "任务", en: "Tasks" },
  lead: { zh: "今天要核查的：接收、首次报告、反馈结果、移交", en: "What is to be checked today: accept, report, hand over" },
  mine: { zh: "我的任务", en: "My tasks" },
  order: { zh: "逾期的在前，其余按到期先后。", en: "Late ones first, then what is due soonest." },
  none: { zh: "现在没有任务。有新任务时本页会提示。", en: "No task now. This page tells you when one comes." },
  below: { zh: "下级逾期任务", en: "Late below you" },
  below_help: {
    zh: "这些区域有一项时限未达到。问问需要什么，或请调度另派。",
    en: "These areas have not met a clock. Ask what they need, or have the task given to somebody else.",
  },
  below_more: { zh: "共 {n} 项，其余见电脑上的“今日”。", en: "{n} in all; the rest stands on “Today” on a computer." },
  more: { zh: "更多", en: "More" },
  back: { zh: "返回任务列表", en: "Back to the list" },
  serious: { zh: "重要", en: "Serious" },
  taken_word: { zh: "已接收", en: "Accepted" },
  untaken: { zh: "尚无人接收", en: "Nobody has accepted it" },
  waits: { zh: "已记录，待上传", en: "written down, not sent yet" },

  accept_in: { zh: "请在 {time}内接收", en: "Accept within {time}" },
  first_report_in: { zh: "请在 {time}内首次报告", en: "First report within {time}" },
  finding_in: { zh: "请在 {time}内反馈结果", en: "Finding within {time}" },
  accept_late: { zh: "接收逾期 {time}", en: "Accepting is {time} late" },
  first_report_late: { zh: "首次报告逾期 {time}", en: "The first report is {time} late" },
  finding_late: { zh: "核查结果逾期 {time}", en: "The finding is {time} late" },
  stopped: { zh: "暂停计时", en: "Clock stopped" },
  done: { zh: "结果已反馈", en: "Finding reported" },
  handed: { zh: "已移交", en: "Handed over" },
  minutes: { zh: "{n} 分钟", en: "{n} min" },
  hours: { zh: "{h} 小时 {n} 分钟", en: "{h} h {n} min" },
  full_hours: { zh: "{h} 小时", en: "{h} h" },
  under_minute: { zh: "1 分钟", en: "1 min" },

  where: { zh: "地点", en: "Where" },
  why: { zh: "原因（告知本人的原话）", en: "Why, as the person is told" },
  remark: { zh: "备注", en: "Remark" },
  received: { zh: "收到时间", en: "Received at" },
  contact: { zh: "联系人", en: "Whom to contact" },
  no_address: { zh: "没有登记地址", en: "No address is held" },
  call: { zh: "打电话 {phone}", en: "Call {phone}" },
  contact_help: {
    zh: "仅为本任务显示。每次查看都有记录，本人可以查到。",
    en: "Shown for this task only. Every look is recorded, and the person can see it.",
  },
  contact_later: {
    zh: "接收并上传后，显示联系方式。",
    en: "Address and phone come once your acceptance has been sent.",
  },
  accept: { zh: "接收", en: "Accept" },
  first_report: { zh: "首次报告", en: "First report" },
  finding: { zh: "核查结果是什么？", en: "What did you find?" },
  note: { zh: "备注（可不填）", en: "Remark (may stay empty)" },
  note_help: { zh: "只写下一位需要知道的。密封保存。", en: "Only what the next reader needs. It is kept sealed." },
  report: { zh: "反馈结果", en: "Report" },
  choose: { zh: "请先选择结果", en: "Choose what you found first" },
  hand_over: { zh: "移交其他区域", en: "Hand over to another area" },
  to_which: { zh: "移交到哪里？", en: "To which area?" },
  type_name: { zh: "输入区域名称的一部分", en: "Type a part of its name" },
  no_area: { zh: "没有找到。外市的请反馈“不属本区域”，由市级受理台移交。", en: "Not found. If it is in another city, report “Wrong area”; the city's desk hands it over." },
  hand_to: { zh: "移交到 {area}", en: "Hand over to {area}" },
  total_runs: { zh: "对方的时限从收到时重新计；总时限照常计算。", en: "The receiver's clocks start when it arrives; the total runs on." },
  wrong_area: { zh: "知道在哪个区域吗？可直接移交。", en: "Do you know where it belongs? Hand it over." },
  in_visits: { zh: "在“上门随访”中办理", en: "Do it in “Visits”" },
  saved: { zh: "已保存。", en: "Saved." },
  saved_offline: { zh: "已保存，有信号时自动上传。", en: "Saved. It is sent once there is a signal." },

  not_used: { zh: "您的记录未采用：{why}。内容已保存在任务历史中。", en: "Your record was not used: {why}. It stands in the task's history." },
  not_usable: { zh: "有一条记录无法使用，见“我的记录”。", en: "A record cannot be used; see “What I sent”." },
  understood: { zh: "知道了", en: "OK" },

  came: { zh: "{n} 项新任务", en: "{n} new to accept" },
  came_serious: { zh: "{n} 项新任务，其中 {s} 项重要", en: "{n} new to accept, {s} of them serious" },
  below_came: { zh: "下级 {n} 项任务逾期", en: "{n} late below you" },
  soon: { zh: "{n} 项任务即将到期", en: "{n} due soon" },

  tell_me: { zh: "有任务时提醒我", en: "Tell me when a task comes" },
  tell_help: {
    zh: "本页打开时，即使在看别的应用，手机也会提示。提示不含姓名和地址。",
    en: "While this page is open the phone tells you, also when you look at something else. No name and no address is shown.",
  },
  later: { zh: "以后再说", en: "Not now" },
  told_off: {
    zh: "浏览器不允许提示：改为本页横幅、声音和振动。",
    en: "The browser allows no notices: this page shows a banner, sounds and vibrates instead.",
  },
  quiet: { zh: "夜间由值班人员办理，本机静音至 {time}。", en: "Somebody else has the night: this phone is quiet until {time}." },

  told_accepted: { zh: "任务 {number}：接收", en: "Task {number}: accepted" },
  told_first_report: { zh: "任务 {number}：首次报告", en: "Task {number}: first report" },
  told_reported: { zh: "任务 {number}：结果", en: "Task {number}: finding" },
  told_handed_over: { zh: "任务 {number}：移交", en: "Task {number}: handed over" },
});

/** Why a step did not count, or what was odd about it (MARKS in tasks/rules/phones.py). */
export const MARKS = words({
  task_moved: { zh: "任务已转到其他区域或重新办理", en: "the task had gone to another area or begun anew" },
  task_taken: { zh: "已由别人接收", en: "somebody else had accepted it" },
  task_given: { zh: "已派给别人", en: "it had been given to somebody else" },
  task_reported: { zh: "已有人反馈结果", en: "it had been reported already" },
  task_closed: { zh: "任务已办结", en: "it had been closed" },
  task_linked: { zh: "已并入另一项任务", en: "it is answered together with another task" },
  task_not_accepted: { zh: "您没有接收到这项任务", en: "it was not accepted by you" },
  task_word_given: { zh: "首次报告已有", en: "the first report had been given" },
  task_paused: { zh: "当时暂停计时", en: "the clock had been stopped" },
});
