/** The words of the visits. */

import { words } from "../../words";

export const W = words({
  title: { zh: "上门随访", en: "Visits" },
  lead: { zh: "今日要去的人家：身体怎样，需要什么", en: "Today's doors: how people are, and what they need" },
  list: { zh: "今日上门", en: "Doors of today" },
  left: { zh: "还剩 {n} 户", en: "{n} left" },
  none: { zh: "目前没有要上门的。", en: "No door to go to now." },
  more: { zh: "更多", en: "More" },
  order: {
    zh: "按行走顺序：区域、街路、楼栋、门号。",
    en: "In the order in which you walk: area, street, building, door.",
  },
  back: { zh: "返回名单", en: "Back to the list" },
  no_address: { zh: "没有登记地址", en: "No address is held" },
  call: { zh: "打电话 {phone}", en: "Call {phone}" },
  last: { zh: "上次：{when}", en: "Last time: {when}" },
  never: { zh: "还没有人询问过。", en: "Nobody has asked her yet." },
  until: { zh: "随访至 {when}", en: "Followed up until {when}" },
  need_help: { zh: "所说的需要", en: "What she said that she needs" },
  written: { zh: "已记录", en: "Written down" },
  written_help: {
    zh: "您已记录过。再次保存会更新先前的记录。",
    en: "You wrote this down already. Saving again updates it.",
  },
  ask: { zh: "对方愿意说多少就说多少。不说不会有任何后果。", en: "She says as much as she wants. Nothing follows from what she does not say." },
  symptoms: { zh: "对方所说的症状", en: "Signs that she tells" },
  needs: { zh: "需要什么", en: "What she needs" },
  note: { zh: "简要说明", en: "In a few words" },
  note_help: { zh: "只写有助于照顾的内容。", en: "Only what helps her." },
  save: { zh: "保存本次上门", en: "Save this visit" },
  save_none: { zh: "不填体温，只记已上门", en: "No reading; note the visit only" },
  absent: { zh: "家中无人", en: "Nobody at home" },
  wrong_area: { zh: "不在本区域", en: "Wrong area" },
  check: { zh: "请核对体温", en: "Check the temperature" },
  unwell: {
    zh: "已保存。上传后会请卫生站照看；紧急情况请拨打 120。",
    en: "Saved. Once it is sent the health post is asked to look after her; in an emergency call 120.",
  },
  saved: { zh: "已保存。", en: "Saved." },
  told_reading: { zh: "一次身体情况", en: "How somebody is" },
  told_visit: { zh: "上门：{what}", en: "A visit: {what}" },
  no_rule: {
    zh: "手机上还没有体温规则；有信号时会取到。现在可以只记症状和需要。",
    en: "The rule on temperatures is not on this phone yet; it comes with the signal. Note signs and needs for now.",
  },
});

export const SYMPTOMS = words({
  cough: { zh: "咳嗽", en: "Cough" },
  short_of_breath: { zh: "呼吸困难", en: "Short of breath" },
  sore_throat: { zh: "咽痛", en: "Sore throat" },
  tired: { zh: "乏力或酸痛", en: "Weak or aching" },
  diarrhoea: { zh: "腹泻", en: "Diarrhoea" },
  smell_taste: { zh: "嗅觉或味觉减退", en: "No smell or taste" },
  other: { zh: "其他症状", en: "Another sign" },
});

export const NEEDS = words({
  food: { zh: "食物", en: "Food" },
  medicine: { zh: "药品", en: "Medicine" },
  doctor: { zh: "就医", en: "A doctor" },
  care: { zh: "照看孩子或老人", en: "Care for a child or an old person" },
  talk: { zh: "想有人聊聊", en: "Somebody to talk to" },
  other: { zh: "其他需要", en: "Something else needed" },
});

export const OUTCOMES = words({
  visited: { zh: "已走访", en: "Visited" },
  absent: { zh: "家中无人", en: "Nobody at home" },
  wrong_area: { zh: "不在本区域", en: "Wrong area" },
});

export const DUTIES = words({
  visit: { zh: "走访", en: "Visit" },
  health_check: { zh: "照看身体不适的人", en: "Look after somebody unwell" },
});

export type Symptom = keyof typeof SYMPTOMS;
export type Need = keyof typeof NEEDS;
export type Outcome = keyof typeof OUTCOMES;
