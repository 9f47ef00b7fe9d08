/** What a gate says, in both languages. */

import { words } from "../../words";

/** The three words. There is no fourth, and none turns anybody back. */
export const V = words({
  PASS: { zh: "放行", en: "Pass" },
  ASK_DUTY: { zh: "请问值班员", en: "Ask the duty officer" },
  EMERGENCY_PASS: { zh: "紧急：立即放行", en: "Emergency: pass at once" },
});

export const CLASSES = words({
  resident: { zh: "住在或工作在此", en: "Lives or works here" },
  visitor: { zh: "访客", en: "Visitor" },
  courier: { zh: "快递员", en: "Courier" },
  carer: { zh: "照护人员", en: "Carer or helper" },
  medical: { zh: "医护人员", en: "Medical staff" },
  repair: { zh: "维修与供应", en: "Repair and supply" },
  delivery: { zh: "送货", en: "Delivery of goods" },
  child: { zh: "儿童", en: "Child" },
});

export const OUTCOMES = words({
  let_in: { zh: "问询后放行", en: "Let through after the call" },
  paper: { zh: "凭纸质证明放行", en: "Let through on paper" },
  met: { zh: "由住户到门口接", en: "Met at the gate by the host" },
  handed_over: { zh: "已在门口交接物品", en: "Goods handed over at the gate" },
  health_help: { zh: "已联系卫生帮助", en: "Health help was called" },
  chose_to_go: { zh: "本人自愿离开", en: "Went again by own choice" },
});

export const EMERGENCIES = words({
  fire: { zh: "消防救援", en: "Fire or rescue" },
  medical: { zh: "就医、分娩或治疗", en: "Illness, birth or treatment" },
  violence: { zh: "躲避暴力", en: "Flight from violence" },
  other: { zh: "其他紧急情况", en: "Another emergency" },
});

export const W = words({
  title: { zh: "门岗", en: "Gate" },
  lead: { zh: "小区、村、单位、企业门口：一个词，两秒钟", en: "At the door of an estate, village or firm: one word, two seconds" },
  choose_gate: { zh: "您在哪个门岗？", en: "At which gate are you?" },
  no_gates: { zh: "您的区域内没有门岗。有网络后会自动更新。", en: "No gate in your area. It is looked for again when there is a network." },
  state_approved: { zh: "门岗尚未启用：请放行，不询问。", en: "The gate is not open yet: let people pass unasked." },
  state_suspended: { zh: "门岗已暂停：请放行，不询问。", en: "The gate is suspended: let people pass unasked." },
  state_closed: { zh: "门岗已关闭：请放行，不询问。", en: "The gate is closed: let people pass unasked." },
  counts_only: { zh: "只计数，不记录任何人。", en: "Counts only; nothing about anybody is kept." },
  registers: { zh: "逐人记录，保存14天，登记命令至 {until}。", en: "Each passage is kept for 14 days; order until {until}." },
  direction: { zh: "方向", en: "Direction" },
  in: { zh: "↓ 进", en: "↓ In" },
  out: { zh: "↑ 出", en: "↑ Out" },
  scan: { zh: "扫码", en: "Scan a code" },
  scan_note: { zh: "手机上或打印的码", en: "On a phone or printed" },
  known: { zh: "认识的人，或看了纸质证明", en: "Known, or paper seen" },
  known_note: { zh: "放行一人", en: "One person passes" },
  child: { zh: "儿童", en: "Child" },
  child_note: { zh: "不询问", en: "Is not asked" },
  others: { zh: "访客、快递、其他", en: "Visitor, courier, others" },
  others_note: { zh: "选类别", en: "Choose which" },
  vehicle: { zh: "车辆", en: "Vehicle" },
  vehicle_note: { zh: "车与车上的人", en: "With those aboard" },
  who: { zh: "来的是谁？", en: "Who is coming?" },
  shows: { zh: "出示了什么？", en: "What is shown?" },
  paper: { zh: "纸质证明或工牌", en: "Paper or badge" },
  nothing: { zh: "什么也没有", en: "Nothing" },
  phone_label: { zh: "手机号（自愿）", en: "Phone (if the person likes)" },
  phone_help: { zh: "命令要求登记时才保存。儿童不登记。", en: "Kept only because an order asks for it. Children are not registered." },
  phone_problem: { zh: "不是手机号。可以留空。", en: "This is no phone number. It may stay empty." },
  plate_label: { zh: "车牌", en: "Plate" },
  plate_help: { zh: "命令要求登记时才保存。", en: "Kept only because an order asks for it." },
  plate_not_kept: { zh: "没有登记命令：不记车牌。", en: "No registration order: no plate is kept." },
  aboard: { zh: "车上人数", en: "Persons aboard" },
  aboard_problem: { zh: "请填 1 到 {most}", en: "Please enter 1 to {most}" },
  let_vehicle: { zh: "放行车辆", en: "The vehicle passes" },
  ask_note: { zh: "请打电话。由值班员决定，不用说原因，也不要让人离开。", en: "Please call. The duty officer decides; nobody has to say why, and nobody is sent away." },
  call: { zh: "致电值班员 {phone}", en: "Call the duty officer {phone}" },
  after_call: { zh: "值班员怎么办的？", en: "What did the duty officer do?" },
  later: { zh: "稍后再填", en: "Say it later" },
  emergency_done: { zh: "已放行并记录。现在让他们通过。", en: "Recorded. Let them through now." },
  emergency_kind: { zh: "是什么情况（可不填）", en: "What it was (you need not say)" },
  next: { zh: "下一位", en: "Next" },
  back: { zh: "返回", en: "Back" },
  today: { zh: "本班（{at} 起）", en: "This shift (since {at})" },
  persons: { zh: "人员", en: "Persons" },
  vehicles: { zh: "车辆数", en: "Vehicles" },
  asks: { zh: "请示", en: "Asks" },
  emergencies: { zh: "紧急放行", en: "Emergencies" },
  other_gate: { zh: "换门岗", en: "Another gate" },
  end_shift: { zh: "下班", en: "End my shift" },
  end_sure: { zh: "结束本班？计数会留在系统里。", en: "End this shift? What was counted stays on record." },
  n_persons: { zh: "{n} 人", en: "{n} persons" },
  noted: { zh: "补记", en: "Note" },
  shift_began: { zh: "上班", en: "Shift begun" },
  shift_ended: { zh: "下班", en: "Shift ended" },
});
