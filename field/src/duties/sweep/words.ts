/** The words of the sweep. Needs and symptoms are the office's. */

import { words } from "../../words";

export const NEEDS = words({
  elderly_alone: { zh: "独居老人", en: "Elderly person living alone" },
  disabled: { zh: "残疾人", en: "Person with a disability" },
  pregnant: { zh: "孕产妇", en: "Pregnant or just delivered" },
  dialysis: { zh: "透析等定期治疗", en: "Dialysis or other regular treatment" },
  child_alone: { zh: "儿童无人照护", en: "Child without a carer" },
  medicine: { zh: "缺药", en: "Runs out of medicine" },
  supplies: { zh: "缺生活物资", en: "Runs out of food or supplies" },
});

export const SYMPTOMS = words({
  fever: { zh: "发热", en: "Fever" },
  cough: { zh: "咳嗽", en: "Cough" },
  short_of_breath: { zh: "呼吸困难", en: "Short of breath" },
});

export const STATES = words({
  to_visit: { zh: "待走访", en: "To visit" },
  visited: { zh: "有人应答", en: "Somebody answered" },
  absent: { zh: "家中无人", en: "Nobody at home" },
  refused: { zh: "不愿回答", en: "Would rather not" },
  vacant: { zh: "无人居住", en: "Nobody lives here" },
  done: { zh: "完成", en: "Done" },
});

export const W = words({
  title: { zh: "入户走访", en: "Door to door" },
  lead: { zh: "一户一户走，没有信号也能记", en: "Door by door, also with no signal" },
  no_doors: { zh: "目前没有分给您的门户。请联网更新一次。", en: "No doors are yours now. Connect once to update." },
  left_of: { zh: "剩 {left} 户，共 {n} 户", en: "{left} of {n} doors left" },
  back: { zh: "返回", en: "Back" },
  next: { zh: "下一户", en: "Next door" },
  more: { zh: "显示更多", en: "Show more" },
  say_first: { zh: "先说明", en: "Say first" },
  answered: { zh: "有人应答", en: "Somebody answered" },
  absent: { zh: "家中无人", en: "Nobody at home" },
  refused: { zh: "不愿回答", en: "Would rather not" },
  vacant: { zh: "无人居住", en: "Nobody lives here" },
  tries: { zh: "已去 {n} 次，再访 {at}", en: "Tried {n} times; again {at}" },
  how_many: { zh: "几口人？点一下就记下", en: "How many live here? One tap records" },
  how_many_work: { zh: "从业人数", en: "How many work here" },
  told_why: { zh: "已先说明为什么询问、可以不回答", en: "I said first why we ask, and that nobody needs to answer" },
  needs: { zh: "需要帮助", en: "Help is needed" },
  ill: { zh: "有人不适（由卫生站联系）", en: "Somebody feels ill (the health post calls)" },
  contact_name: { zh: "联系谁", en: "Whom to ask for" },
  phone: { zh: "电话", en: "Phone" },
  away: { zh: "有人外出过", en: "Somebody was away" },
  away_help: { zh: "只问何处、何时，不问是哪里人。", en: "Only where and when; never where somebody is from." },
  name: { zh: "姓名", en: "Name" },
  place: { zh: "到过哪里", en: "Where" },
  from: { zh: "第一天（年-月-日）", en: "First day there (year-month-day)" },
  until: { zh: "最后一天（年-月-日）", en: "Last day there (year-month-day)" },
  another: { zh: "再加一人", en: "Another person" },
  record: { zh: "记录", en: "Record" },
  why_first: { zh: "请先说明，再勾选上面一项。", en: "Say it first, then tick the line above." },
  incomplete: { zh: "请填姓名、地点和两个日期。", en: "Give name, place and both days." },
  found: { zh: "清单上没有的一户", en: "A door that is not on the list" },
  unit: { zh: "单元", en: "Unit" },
  number: { zh: "房号", en: "Number on the door" },
  no_number: { zh: "请填房号。", en: "Give the number on the door." },
  strip: { zh: "本楼各户", en: "Doors of this building" },
  visit: { zh: "走访一户", en: "One door" },
});
