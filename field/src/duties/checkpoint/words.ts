/** The words of the checkpoint. Those of the verdicts are the office's. */

import { words } from "../../words";
import type { Verdict } from "./judging";

export const V: Record<Verdict, { zh: string; en: string }> = {
  PASS: { zh: "放行", en: "Pass" },
  PASS_WITH_ADVICE: { zh: "放行并提醒", en: "Pass, with advice" },
  RECHECK_TEMP: { zh: "休息后复测", en: "Rest, then measure again" },
  TO_HEALTH_POST: { zh: "由医务人员检查", en: "To the health post" },
  CONTROLLED_ENTRY: { zh: "继续前行，告知目的地", en: "Goes on; destination is told" },
  EMERGENCY_PASS: { zh: "紧急：立即放行", en: "Emergency: pass at once" },
};

export const NEXT = words({
  controlled: {
    zh: "可以继续前行。上传后系统告知目的地社区，以便接应和帮助；这是提醒，不是隔离。",
    en: "The journey goes on. Once sent, the community there is told, so that it expects and helps; it is advice, not isolation.",
  },
});

export const W = words({
  title: { zh: "卡点查验", en: "Checkpoint" },
  lead: { zh: "扫码、测温、计数", en: "Scan, measure, count" },

  choose_post: { zh: "选择卡点", en: "Which post?" },
  no_posts: {
    zh: "您的区域内没有卡点。请联网更新一次。",
    en: "No post stands in your area. Connect once to update.",
  },
  other_post: { zh: "换卡点", en: "Another post" },
  under_order: { zh: "命令 {order}，至 {until}", en: "Order {order}, until {until}" },
  counts_only: { zh: "只计数，不记车牌和姓名。", en: "Counts only: no plate and no name is kept." },
  registers: {
    zh: "登记命令有效至 {until}：逐一登记。出示什么由本人选择，不出示也可以。",
    en: "Registration order until {until}: one by one. People choose what they show; nothing is fine too.",
  },
  state_approved: { zh: "卡点尚未启用：请放行。", en: "This post is not open yet: let people pass." },
  state_suspended: { zh: "卡点暂停：请放行。", en: "This post is suspended: let people pass." },
  state_closed: {
    zh: "卡点的命令或复核期限已过：不得查验，请放行。",
    en: "The post's order or review date has passed: nobody may be checked, let people pass.",
  },
  no_rule: {
    zh: "手机上还没有体温规则，请联网更新一次。在此之前只计数。",
    en: "The rule on temperatures is not on this phone: connect once. Until then only count.",
  },
  no_lists: {
    zh: "手机上还没有密钥名单，扫码时一律询问值班人员。请联网更新一次。",
    en: "This phone has no list of keys: every code asks the duty officer. Connect once.",
  },
  old_lists: {
    zh: "收回名单是 {at} 的，请联网更新。",
    en: "The list of withdrawn codes is of {at}: connect to update.",
  },
  doubtful_lists: {
    zh: "收到的密钥名单签名不符，未采用。请告诉值班人员。",
    en: "The list of keys that came is not signed as it should be and was not taken. Tell the duty officer.",
  },

  scan: { zh: "扫码", en: "Scan" },
  scan_note: { zh: "申报回执、通行码、首站凭条", en: "receipt, pass or stub" },
  one_passes: { zh: "一人通过", en: "One person passes" },
  one_note: { zh: "体温正常", en: "temperature normal" },
  vehicle: { zh: "车辆", en: "Vehicle" },
  vehicle_note: { zh: "小车至大客车", en: "car to coach" },
  person: { zh: "测温 / 查看一人", en: "Look at one person" },
  person_note: { zh: "录入体温或症状", en: "temperature or symptoms" },
  emergency: { zh: "紧急：立即放行", en: "Emergency: pass at once" },

  vehicles: { zh: "车辆", en: "Vehicles" },
  persons: { zh: "人员", en: "Persons" },
  raised: { zh: "体温偏高", en: "Raised" },
  referred: { zh: "转医务", en: "Referred" },
  controlled: { zh: "受控进入", en: "Controlled entries" },
  emergencies: { zh: "紧急放行", en: "Emergencies" },
  this_shift: { zh: "本班（自 {at}）", en: "This shift (since {at})" },
  last_words: { zh: "最近记录", en: "Last recorded" },
  nothing_yet: { zh: "还没有记录。", en: "Nothing recorded yet." },
  n_persons: { zh: "{n} 人", en: "{n} pers." },
  n_vehicles: { zh: "{n} 车", en: "{n} veh." },
  second_look: { zh: "复测", en: "second look" },

  resting: { zh: "休息等待复测", en: "Resting for a second reading" },
  slip: { zh: "{n} 号", en: "No. {n}" },
  ready: { zh: "可以复测", en: "can be measured" },
  rest_until: { zh: "休息至 {at}", en: "rests until {at}" },
  measure_again: { zh: "复测", en: "Measure again" },
  went_on: { zh: "已离开", en: "Has gone on" },
  went_on_sure: {
    zh: "{n} 号未复测已离开？一次测量不作任何决定。",
    en: "No. {n} has gone on without a second reading? Nothing follows from one reading.",
  },
  give_slip: { zh: "发 {n} 号凭条", en: "Give slip no. {n}" },

  temperature: { zh: "体温（℃）", en: "Temperature (°C)" },
  temperature_problem: { zh: "应在 {low}–{high} ℃ 之间，请核对", en: "Between {low} and {high} °C: please check" },
  lower: { zh: "减 {n}", en: "{n} lower" },
  higher: { zh: "加 {n}", en: "{n} higher" },
  method: { zh: "测量部位", en: "Taken at" },
  forehead: { zh: "额部", en: "Forehead" },
  ear: { zh: "耳部", en: "Ear" },
  axillary: { zh: "腋下", en: "Armpit" },
  symptoms: { zh: "本人说有发热、咳嗽等症状", en: "Says that she has a fever, a cough or the like" },
  first_reading: { zh: "第一次：{c} ℃", en: "First: {c} °C" },
  judge: { zh: "判定", en: "What follows?" },
  not_measured: { zh: "未测温：放行并提醒", en: "Not measured: pass, with advice" },
  below: { zh: "体温正常：放行", en: "Temperature normal: pass" },
  measure: { zh: "录入体温", en: "Enter a temperature" },
  record_it: { zh: "记录并继续", en: "Record, and go on" },
  back: { zh: "返回", en: "Back" },

  scan_again: { zh: "再扫一次", en: "Scan again" },
  code_counts: { zh: "码有效", en: "The code counts" },
  code_stub: { zh: "首站已查，放行", en: "Checked at the first station" },
  ask_duty: { zh: "询问值班人员", en: "Ask the duty officer" },
  ask_duty_note: {
    zh: "码不说明原因，任何人不因码被劝返。",
    en: "A code tells no reason, and nobody is turned back by one.",
  },
  elsewhere: { zh: "此码用于其他区域。", en: "This code is for another area." },
  call: { zh: "拨打 {phone}", en: "Call {phone}" },
  after_call: { zh: "值班人员说：", en: "The duty officer says:" },
  may_go: { zh: "可以继续查验", en: "Go on as usual" },
  tell_destination: { zh: "须告知目的地", en: "The destination is to be told" },
  receipt_number: { zh: "回执编号", en: "Receipt number" },
  receipt_help: { zh: "九位数字。没有也可以。", en: "Nine digits. Nobody needs one." },
  receipt_length: { zh: "回执编号为九位数字", en: "A receipt number has nine digits" },
  receipt_mistyped: { zh: "有一位不对，请与回执核对", en: "One digit is wrong: compare it with the receipt" },
  use_number: { zh: "用此编号", en: "Use this number" },
  paper: { zh: "用纸质材料", en: "Paper" },
  declared: { zh: "已申报 {number}", en: "Declared {number}" },
  paper_seen: { zh: "已看纸质材料", en: "Paper was seen" },

  aboard: { zh: "车上人数（含司机）", en: "Persons aboard, driver included" },
  aboard_problem: { zh: "1 至 {most} 人", en: "1 to {most} persons" },
  plate: { zh: "车牌", en: "Plate" },
  plate_help: { zh: "任何写法都可以，不挡行。", en: "Any writing will do; it stops nobody." },
  plate_free: { zh: "不是常见格式，照原样保存。", en: "No usual form: kept as written." },
  plate_standard: { zh: "格式正确。", en: "A usual form." },
  no_plate: { zh: "没有登记命令：不记车牌。", en: "No registration order: no plate is kept." },
  add_raised: { zh: "有一人体温偏高", en: "One person is raised" },
  raised_aboard: { zh: "体温偏高：{n} 人", en: "Raised: {n}" },
  remove: { zh: "去掉", en: "Remove" },
  everyone_normal: { zh: "其余 {n} 人正常：放行", en: "The other {n} are normal: pass" },
  all_normal: { zh: "{n} 人全部正常：放行", en: "All {n} normal: pass" },
  all_raised: { zh: "记录车辆和 {n} 人", en: "Record the vehicle and {n}" },
  scan_aboard: { zh: "逐个扫码（已扫 {n}）", en: "Scan one by one ({n} so far)" },
  scanned: { zh: "已扫 {n} 人", en: "{n} scanned" },
  ask_aboard: { zh: "{n} 个码须询问值班人员", en: "{n} codes ask the duty officer" },
  done: { zh: "完成", en: "Done" },

  shown: { zh: "出示", en: "Shown" },
  shown_none: { zh: "未出示", en: "Nothing" },
  shown_phone: { zh: "电话", en: "Phone" },
  shown_document: { zh: "证件", en: "Document" },
  shown_number: { zh: "号码", en: "Its number" },

  arrives_in: { zh: "预计多久到达", en: "Arrives in" },
  minutes: { zh: "{n} 分钟", en: "{n} min" },

  emergency_kind: { zh: "如方便，补记原因：", en: "What it was, if you like:" },
  emergency_done: { zh: "已放行并记录。现在让他们通过。", en: "Recorded. Let them through now." },
  illness: { zh: "疾病或受伤", en: "Illness or injury" },
  birth: { zh: "分娩", en: "Childbirth" },
  dialysis: { zh: "透析或其他治疗", en: "Dialysis or other treatment" },
  violence: { zh: "躲避暴力", en: "Flight from violence" },
  fire: { zh: "消防救援", en: "Fire or rescue" },
  other: { zh: "其他紧急情况", en: "Another emergency" },

  end_shift: { zh: "结束本班", en: "End this shift" },
  end_shift_sure: {
    zh: "结束本班？记录已保存，本班计数清零。",
    en: "End this shift? What was recorded is kept; this shift's counts begin anew.",
  },
  yes: { zh: "确定", en: "Yes" },
  no: { zh: "取消", en: "Cancel" },
});
