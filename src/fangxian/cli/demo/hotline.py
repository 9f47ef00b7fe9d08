"""Two days at the hotline's desk: what callers say, who is sent, what they are told, who is not content (F28).

Words, places and numbers to call back are invented; no caller has a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.programmes.models import new_id
from fangxian.intake.sources.service_request import rules, services
from fangxian.intake.sources.service_request.models import ServiceRequest

from .city import TOUR_GRID
from .force import TOUR_COUNTY
from .stage import FIRST_DAY, SECOND_DAY, Stage, moment

OPERATOR = "operator"
HERE, NEAR, ELSEWHERE, NOWHERE = TOUR_GRID, "near", "elsewhere", ""  # in which grid, if the caller tells
_LOOKED_EVERY = timedelta(minutes=30)  # how often the operator goes through what came back from the field
_OPENS, _CLOSES = "08:30", "19:35"


@dataclass(frozen=True)
class Call:
    """What one caller says. `word`: by which the story finds her request again.

    service   "": she hung up before anybody knew what it was about
    is_sent   the operator sends somebody at once; urgent help always is
    """

    day: date
    clock: str
    text: str
    service: str = ""
    place: str = ""
    where: str = HERE
    wants_callback: bool = False
    is_sent: bool = False
    word: str = ""
    channel: str = rules.PHONE


_CARDS = "月河路棋牌室里有人聚在一起打牌（演练）"
CALLS = (
    Call(FIRST_DAY, "07:50", "降压药今天吃完了，子女都在外地，能否代购（演练）", "help_medicine", "浮星桥小区3幢",
         wants_callback=True),
    Call(FIRST_DAY, "08:25", "从外地回来要办什么手续（演练）", "question"),
    Call(FIRST_DAY, "08:40", "喂，我想问", where=NOWHERE, word="hung_up"),
    Call(FIRST_DAY, "09:10", _CARDS, "gathering", "月河路棋牌室", is_sent=True, word="cards"),
    Call(FIRST_DAY, "09:12", _CARDS, "gathering", "月河路棋牌室"),
    Call(FIRST_DAY, "09:15", _CARDS, "gathering", "月河路棋牌室", wants_callback=True),
    Call(FIRST_DAY, "09:19", _CARDS, "gathering", "月河路棋牌室"),
    Call(FIRST_DAY, "10:05", "网吧卷帘门半开，里面有人上网（演练）", "open_venue", "人民路网吧", NEAR, is_sent=True),
    Call(FIRST_DAY, "10:30", "楼上住的是湖北人（演练）", "service", word="origin"),
    Call(FIRST_DAY, "11:15", "药店口罩一只卖三十元，没有标价（演练）", "goods", "浮星桥大药房（演练）", word="masks"),
    Call(FIRST_DAY, "13:20", "小区东门不让送药的进（演练）", "gate_service", "浮星桥小区东门", is_sent=True),
    Call(FIRST_DAY, "14:05", "家里没有米和菜了，蔬菜包怎么订（演练）", "help_supplies", "老街12号", NEAR,
         wants_callback=True, is_sent=True),
    Call(FIRST_DAY, "15:30", "在家很久，心里闷，想找人说说话（演练）", "help_mood", wants_callback=True, word="mood"),
    Call(FIRST_DAY, "16:10", "对门是湖北回来的，楼道里的垃圾三天没有人收（演练）", "hygiene", "浮星桥小区5幢",
         is_sent=True),
    Call(FIRST_DAY, "18:20", "护士下夜班回家，有人不让她坐电梯（演练）", "shunned", "浮星桥小区2幢", word="shunned"),
    Call(FIRST_DAY, "18:45", "老人独居，今天一天没有开门，请上门看看（演练）", "help_alone", "老街31号", NEAR,
         wants_callback=True),
    Call(SECOND_DAY, "07:35", "透析病人上午要去医院，出门没有车（演练）", "help_medical", "浮星桥小区1幢"),
    Call(SECOND_DAY, "08:15", "通行证在哪里办（演练）", "question", where=ELSEWHERE),
    Call(SECOND_DAY, "09:05", "两家为楼道里堆东西吵了起来（演练）", "dispute", "老街8号", NEAR, word="quarrel"),
    Call(SECOND_DAY, "09:40", "口罩扔在楼道里没有人收（演练）", "hygiene", "浮星桥小区4幢", wants_callback=True,
         is_sent=True, word="again"),
    Call(SECOND_DAY, "10:50", "理发店还开着，里面坐满了人（演练）", "open_venue", "南街理发店", ELSEWHERE,
         is_sent=True),
    Call(SECOND_DAY, "12:40", "广场上十几个人聚在一起聊天（演练）", "gathering", "月河广场", channel=rules.PORTAL,
         word="portal"),
    Call(SECOND_DAY, "14:30", "网上买的口罩一扯就破，包装上没有厂名（演练）", "goods", "南街便利店", ELSEWHERE),
    Call(SECOND_DAY, "17:50", "办事窗口的电话打了五次没有人接（演练）", "service", "镇便民服务中心", ELSEWHERE),
    Call(SECOND_DAY, "19:20", "那个，我们这里", where=NOWHERE),
    Call(SECOND_DAY, "19:40", "胰岛素只剩今晚一针，明早要用（演练）", "help_medicine", "浮星桥小区6幢",
         wants_callback=True),
)  # fmt: skip
ANSWERS = {
    "help_medicine": "药已代购送到门口（演练）", "help_medical": "社区用车已送到医院，回程也约好了（演练）",
    "help_alone": "网格员已上门，老人平安，每天上门一次（演练）",
    "help_supplies": "蔬菜包今天送到，以后每两天一次（演练）",
    "help_mood": "心理热线每天八点到二十二点有人接听，已帮您预约（演练）",
    "gathering": "已到现场，人已经散开，场所已经关门（演练）", "open_venue": "已到现场，店家已关门（演练）",
    "gate_service": "送药的随到随进，已告知门岗（演练）", "hygiene": "已清理，每天两次（演练）",
    "question": "按公告办理，带身份证到社区，十分钟办好（演练）", "shunned": "社区已上门，电梯照常乘坐（演练）",
    "dispute": "社区正在和两家谈（演练）",
}  # fmt: skip


def days_at_the_hotline(stage: Stage) -> None:
    """Every call at its minute; each half hour the operator looks at what came back; some have scenes of their own."""
    add = stage.agenda.add
    for call in CALLS:
        sends = call.is_sent or call.service in ("help_medicine", "help_medical", "help_alone")
        add(moment(call.day, call.clock), partial(_take, stage, call), brings_facts=sends)
    for day in (FIRST_DAY, SECOND_DAY):
        at = moment(day, _OPENS)
        while at <= moment(day, _CLOSES):
            add(at, partial(_look, stage))
            at += _LOOKED_EVERY
    add(moment(FIRST_DAY, "08:52"), partial(_sort_who_hung_up, stage))
    add(moment(FIRST_DAY, "15:55"), partial(_answer_word, stage, "mood"))
    add(moment(FIRST_DAY, "16:05"), partial(_ring_in_vain, stage))
    add(moment(SECOND_DAY, "12:55"), partial(_send, stage, "portal"), brings_facts=True)
    add(moment(SECOND_DAY, "17:05"), partial(_say_it_is_not_done, stage), brings_facts=True)


def request_of(stage: Stage, word: str) -> ServiceRequest:
    """The request that the story tells of under a word."""
    return ServiceRequest.objects.select_related("programme").get(id=stage.named[f"request_{word}"])


def operator(stage: Stage) -> Actor:
    return stage.force.actor(OPERATOR, Purpose.RECEIVE_FACTS)


def _take(stage: Stage, call: Call, at: datetime) -> None:
    """The operator writes down what she hears; who writes on the public page does so herself."""
    is_own = call.channel == rules.PORTAL
    told = services.Told(
        text=call.text, service=call.service, area_code=_area(stage, call.where), place=call.place,
        contact=f"1390000{len(call.text):04d}" if call.wants_callback else "", wants_callback=call.wants_callback,
    )  # fmt: skip
    made = services.receive(
        told=told, channel=call.channel, client_id=new_id(), programme=stage.programme,
        by=stage.resident() if is_own else operator(stage), at=at, send=call.is_sent,
    )  # fmt: skip
    stage.counted["calls"] += 1
    if call.word:
        stage.named[f"request_{call.word}"] = str(made.request.id)


def _area(stage: Stage, where: str) -> str:
    """A grid of the tour's county: its own, the next, or one farther away."""
    if where in (HERE, NOWHERE):
        return where
    staffed = sorted(code for code in stage.force.by_area if code[:6] == TOUR_COUNTY and len(code) == len(TOUR_GRID))
    return staffed[3] if where == NEAR else staffed[-1]


def _look(stage: Stage, at: datetime) -> None:
    """What the field reported becomes an answer; questions are answered from the notice; callers are called back."""
    rows = ServiceRequest.objects.filter(programme=stage.programme, duplicate_of=None).order_by("received_at", "id")
    for request in rows.filter(answered_at=None).exclude(classified_at=None):
        if request.proposed or request.service_code == "question":
            services.answer(request=request, answer=_answer_to(stage, request), by=operator(stage), at=at)
    waiting = ServiceRequest.objects.filter(
        programme=stage.programme, wants_callback=True, called_back_at=None, answered_at__lt=at - timedelta(minutes=20)
    )
    for request in waiting.order_by("received_at", "id"):
        is_content = str(request.id) != stage.named.get("request_again")
        services.call_back(
            request=request, is_reached=True, satisfaction=5 if is_content else 2, by=operator(stage), at=at
        )


def _answer_to(stage: Stage, request: ServiceRequest) -> str:
    """In the words of its kind; who hung up reads that nobody understood her."""
    hung_up = str(request.id) == stage.named.get("request_hung_up")
    return "没有听清您要问什么，欢迎再次来电（演练）" if hung_up else ANSWERS[request.service_code]


def _answer_word(stage: Stage, word: str, at: datetime) -> None:
    request = request_of(stage, word)
    services.answer(request=request, answer=ANSWERS[request.service_code], by=operator(stage), at=at)


def _sort_who_hung_up(stage: Stage, at: datetime) -> None:
    """Four words say nothing: it is sorted as a question, and the answer waits under the code."""
    services.classify(
        request=request_of(stage, "hung_up"), service="question", area_code=stage.programme.area_codes[0],
        by=operator(stage), at=at,
    )  # fmt: skip


def _ring_in_vain(stage: Stage, at: datetime) -> None:
    services.call_back(request=request_of(stage, "mood"), is_reached=False, by=operator(stage), at=at)


def _send(stage: Stage, word: str, at: datetime) -> None:
    """What came over the public page is read by an operator before anybody is sent."""
    request = request_of(stage, word)
    services.classify(
        request=request, service=request.service_code, area_code=request.area_code, by=operator(stage), at=at
    )
    services.dispatch(request=request, by=operator(stage), at=at)


def _say_it_is_not_done(stage: Stage, at: datetime) -> None:
    """Called back, she says that it lies there still: the request is opened again and somebody is sent again."""
    request = request_of(stage, "again")
    services.reopen(request=request, reason="楼道里还是没有人收（演练）", by=operator(stage), at=at)
    services.dispatch(request=request_of(stage, "again"), by=operator(stage), at=at)
