"""A fuller run of the small scenario: four objectives, questions, waves of numbers, many marks."""

from dataclasses import replace
from math import sin

from simrunner.domain.action import DeliverShock, InfuseDrug, PinVital, ReleaseVital, Source
from simrunner.domain.annotation import (
    CommentWritten,
    EvidenceLinked,
    FormLocked,
    ItemRated,
    MarkSet,
)
from simrunner.domain.chart import ActionItem, DebriefQuestion, Expectation, Objective, Role
from simrunner.domain.condition import Done, Doses, Given, VitalCompared
from simrunner.domain.event import (
    AlarmChanged,
    AlarmPriority,
    ExpectationStatus,
    NibpMeasured,
    RhythmChanged,
    RunEnded,
    SensorSwitched,
)
from simrunner.domain.frame import TrendPoint
from simrunner.domain.run_record import RatingChain, RecordedAnnotation
from simrunner.domain.vital import Vital
from support.runs import (
    PlainEnglish,
    act,
    changed,
    entered,
    give,
    left,
    quantity,
    run_record,
    scenario,
    started,
    taken,
    text,
)

DURATION_MS = 761_000

ZH = {
    "Debrief: {title}": "复盘：{title}",
    "1  Reactions": "1  反应",
    "2  Analysis": "2  分析",
    "3  Summary": "3  总结",
    "of about {minutes} min": "/ 约 {minutes} 分钟",
    "Report as PDF": "PDF 报告",
    "To analysis": "进入分析",
    "To summary": "进入总结",
    "Expected and observed": "预期与实际",
    "expected": "预期行动",
    "by": "时限",
    "window and moment": "时间窗与实际时刻",
    "done": "按时",
    "late": "延迟",
    "missed": "遗漏",
    "early": "偏早",
    "extra": "额外",
    "{count} done": "{count} 按时",
    "{count} early": "{count} 偏早",
    "{count} late": "{count} 延迟",
    "{count} missed": "{count} 遗漏",
    "{count} extra": "{count} 额外",
    "{count} open": "{count} 未决",
    "open at the end": "结束时未决",
    "not in the plan": "不在预期内",
    "objective {number}": "目标 {number}",
    "critical": "关键",
    "early by {clock}": "偏早 {clock}",
    "Limits count from the cue.": "时限从起算点开始计算。",
    "Source: {sources}.": "依据：{sources}。",
    "Timeline": "时间轴",
    "click anywhere and everything jumps there": "点击任意处，所有画面同步跳转",
    "states": "状态",
    "drugs": "用药",
    "actions": "行动",
    "marks": "标记",
    "alarms": "报警",
    "bpm": "次/分",
    "pinned {start} to {end}": "导师固定 {start}–{end}",
    "Monitor replay": "监护仪回放",
    "as the learners saw it": "与学员当时所见一致",
    "the numbers the learners saw; waves are not kept": "学员当时所见的数值，未保存波形",
    "{name}, last 2 min": "{name}，前 2 分钟",
    "Keep moment": "保留此刻",
    "Discuss": "讨论",
    "objective {number} of {count}": "目标 {number} / {count}",
    "Self-assess": "自我评价",
    "Facilitate": "重点引导",
    "Inform": "讲解",
    "What the team said, for the summary…": "记录团队的回答，供总结使用…",
    "Ratings stay hidden until you release them.": "评分发布前保持隐藏。",
    "{seen} I wonder what led to that.": "{seen}我想了解当时的考虑。",
    "I saw {title} at {clock}.": "我看到 {clock} {title}。",
    "I did not see: {title}.": "我没有看到：{title}。",
    "How are you feeling?": "大家现在感觉怎么样？",
    "Whatever comes first. Everyone who wants to, once.": "想到什么说什么，愿意的人各说一次。",
    "Another way to ask": "换一种问法",
    "My note": "我的笔记",
    "only for you": "仅自己可见",
    "Facilitator": "导师",
    "Take-aways": "收获",
    "What went well": "做得好的",
    "What to try": "可以尝试的",
    "Figures": "数据",
    "Add": "添加",
    "leadership": "领导力",
    "communication": "沟通",
    "situation": "态势",
    "tasks": "任务",
    "LOW": "过低",
    "HIGH": "过高",
    "ART SYS": "动脉收缩压",
    "SpO₂": "SpO₂",
    "shock {energy} J": "电击 {energy} J",
    "{title} at {clock}, inside its limit of {limit}": "{clock} {title}，时限 {limit}",
    "{title}: not seen, expected by {limit}": "{title}：未观察到，应于 {limit} 前",
    "{title}: seen at {clock}, {late} after the limit": "{title}：{clock}，超过时限 {late}",
    "{title}: seen at {clock}, {note}": "{title}：{clock}，{note}",
    "Debrief report": "复盘报告",
    "What happened": "经过",
    "SIMULATION, not for clinical use": "模拟教学，非临床使用",
    "Page {page} of {pages}": "第 {page} 页，共 {pages} 页",
    "Log of deeds": "行动记录",
    "Behaviour marks": "行为标记",
    "not seen": "未观察到",
    "{date} {year}": "{year} 年 {date}",
    "{day} {month}": "{month} {day} 日",
    "Nov": "11 月",
}
"""A few words of the debrief, for pictures and tests; the real catalogue has them all."""


class FewWords(PlainEnglish):
    """A translator that knows ZH; its language can change."""

    def __call__(self, message, /, **fields):
        words = ZH.get(message, message) if self.language == "zh-CN" else message
        return words.format(**fields)


def full_scenario():
    """Return the small scenario with four objectives, a question each, seven expectations."""
    base = scenario()
    objective = {
        "o1": ("Recognise anaphylaxis and give IM adrenaline", "识别严重过敏反应并肌注肾上腺素"),
        "o2": ("Stop the trigger, lie flat, oxygen, fluid", "停药、平卧、吸氧、补液"),
        "o3": ("Repeat adrenaline and escalate", "重复用药并升级处置"),
        "o4": ("Name a leader and close loops", "明确组长，闭环沟通"),
    }
    return replace(
        base,
        title=text("Anaphylaxis after IV co-amoxiclav", "静脉用阿莫西林克拉维酸后严重过敏反应"),
        objectives={
            name: Objective(id=name, text=text(*words), competency="c")
            for name, words in objective.items()
        },
        sources={"rcuk21": "Resuscitation Council UK 2021"},
        debrief=(
            DebriefQuestion(
                text=text("What told you this was anaphylaxis?", "依据是什么？"), objective="o1"
            ),
            DebriefQuestion(
                text=text("How was the second dose decided?", "第二剂是如何决定的？"),
                objective="o3",
            ),
        ),
        roles={
            name: Role(id=name, brief=text("", ""), plays=plays)
            for name, plays in (
                ("team-leader", "learner"),
                ("airway", "learner"),
                ("drugs", "learner"),
                ("recorder", "learner"),
                ("ward-nurse", "confederate"),
                ("relative", "confederate"),
            )
        },
        actions={
            **base.actions,
            "name-leader": ActionItem(id="name-leader", title=text("Leader named", "明确组长")),
            "call-help": ActionItem(id="call-help", title=text("Call senior help", "呼叫上级")),
        },
        expectations=_expectations(),
    )


def _expectations():
    first = Given(drug="adrenaline", op=">=", amount=quantity("0.5 mg"), route="IM")
    low = VitalCompared(vital=Vital.MAP, op="<", quantity=quantity("65 mmHg"))

    def expect(name, detect, objective, within_s, **more):
        return Expectation(
            id=name, detect=detect, objective=objective, within_ms=within_s * 1000,
            source="rcuk21", **more,
        )  # fmt: skip

    return (
        expect("adrenaline-1", first, "o1", 180, is_critical=True),
        expect("stop-trigger", Done(action="stop-antibiotic"), "o2", 120),
        expect("oxygen", Done(action="oxygen"), "o2", 180),
        expect("leader", Done(action="name-leader"), "o4", 180),
        expect("flat", Done(action="lie-flat"), "o2", 240),
        expect(
            "adrenaline-2",
            Given(drug="adrenaline", op=">=", amount=Doses(count=2), route="IM"),
            "o3", 360, cue=first, not_before_ms=240_000, is_critical=True,
        ),
        expect(
            "fluid", Given(drug="crystalloid", op=">=", amount=quantity("500 mL")), "o2", 300,
            cue=low,
        ),
    )  # fmt: skip


def full_facts():
    """Return the facts of the run that the picture of the debrief shows."""
    status = ExpectationStatus
    fluid = InfuseDrug(source=Source.LEARNER, drug="crystalloid", rate=quantity("3000 mL/h"))
    stopped = InfuseDrug(source=Source.LEARNER, drug="crystalloid", rate=quantity("0 mL/h"))
    pin = PinVital(source=Source.FACILITATOR, vital=Vital.SBP, quantity=quantity("70 mmHg"))
    return (
        started(),
        entered(0, "onset"),
        changed("adrenaline-1", 0, status.OPEN, (0, 180_000)),
        changed("stop-trigger", 0, status.OPEN, (0, 120_000)),
        SensorSwitched(at_ms=60_000, sensor="art", is_on=True),
        taken(98_000, act("name-leader"), entry=1),
        changed("leader", 98_000, status.MET, (0, 180_000), 98_000),
        taken(112_000, act("oxygen"), entry=2),
        changed("oxygen", 112_000, status.MET, (0, 180_000), 112_000),
        changed("stop-trigger", 120_100, status.MISSED, (0, 120_000)),
        left(127_000, "onset"),
        entered(127_000, "shock"),
        RhythmChanged(at_ms=127_000, rhythm="sinus-tachycardia"),
        _alarm("HR high", 133_000, AlarmPriority.MEDIUM, "121", "120", is_active=True),
        NibpMeasured(at_ms=150_000, systolic_mmhg=82, diastolic_mmhg=50, mean_mmhg=61),
        taken(161_000, give("adrenaline", "0.5 mg", "IM"), entry=3),
        changed("adrenaline-1", 161_000, status.MET, (0, 180_000), 161_000),
        changed("adrenaline-2", 161_000, status.OPEN, (161_000, 521_000)),
        _alarm("ARTs low", 163_000, AlarmPriority.HIGH, "88", "90", is_active=True),
        changed("fluid", 168_000, status.OPEN, (168_000, 468_000)),
        taken(200_000, pin),
        taken(211_000, act("call-help"), entry=4),
        taken(230_000, fluid, entry=5),
        changed("flat", 240_100, status.MISSED, (0, 240_000)),
        taken(242_000, give("adrenaline", "0.5 mg", "IM"), entry=6),
        changed("adrenaline-2", 242_000, status.EARLY, (161_000, 521_000), 242_000),
        taken(250_000, act("stop-antibiotic"), entry=7),
        changed("stop-trigger", 250_000, status.LATE, (0, 120_000), 250_000),
        taken(305_000, ReleaseVital(source=Source.FACILITATOR, vital=Vital.SBP)),
        _alarm("HR high", 315_000, AlarmPriority.MEDIUM, "120", "120", is_active=False),
        taken(340_000, give("chlorphenamine", "10 mg", "IV"), entry=8),
        taken(412_000, DeliverShock(source=Source.LEARNER, energy_j=150), entry=9),
        changed("fluid", 468_100, status.MISSED, (168_000, 468_000)),
        taken(600_000, stopped, entry=10),
        left(606_000, "shock"),
        entered(606_000, "responding"),
        changed("fluid", 606_000, status.LATE, (168_000, 468_000), 606_000),
        _alarm("ARTs low", 666_000, AlarmPriority.HIGH, "92", "90", is_active=False),
        RunEnded(at_ms=DURATION_MS, outcome="responding", reason="facilitator"),
    )


def _alarm(condition, at_ms, priority, shown, limit, *, is_active):
    return AlarmChanged(
        at_ms=at_ms, source=Source.MONITOR, condition=condition, priority=priority,
        is_active=is_active, shown=shown, limit=limit,
    )  # fmt: skip


def full_trend():
    """Return a patient who falls ill and recovers, one point each second."""
    return tuple(_point(second) for second in range(1, DURATION_MS // 1000 + 1))


def _point(second):
    wobble = sin(second / 3.0) + sin(second / 7.3)
    if second < 127:
        heart, mean, saturation = 90 + second / 5, 92 - second / 5.2, 98 - second / 32
    elif second < 340:
        heart, mean, saturation = 118 + min(30, (second - 127) / 3), 55, max(86, 94 - second / 30)
    elif second < 606:
        heart, mean, saturation = 122, 56, 90
    else:
        heart = 120 - (second - 606) / 14
        mean = 56 + (second - 606) / 9
        saturation = min(97, 90 + (second - 606) / 20)
    if 200 <= second < 305:
        mean = 52
    systolic = mean + 24 + wobble
    truth = {
        "HR": heart + wobble,
        "MAP": mean + wobble,
        "SpO2": saturation + wobble / 3,
        "RR": 22.0 + min(14, second / 20),
        "EtCO2": 3.4 + wobble / 10,
    }
    shown = {
        "HR": round(truth["HR"]),
        "SpO2": round(truth["SpO2"]),
        "RR": round(truth["RR"]),
        "EtCO2": round(truth["EtCO2"] * 7.50062),
    }
    if second > 60:
        shown |= {"ARTs": round(systolic), "ARTd": round(mean - 12), "ARTm": round(mean + wobble)}
    return TrendPoint(at_ms=second * 1000, shown=shown, truth=truth)


def full_marks():
    """Return nine marks of one rater and a locked TEAM form with one item not observed."""
    rows = (
        (72_000, "+", "situation"), (98_000, "+", "leadership"), (140_000, "-", "communication"),
        (165_000, "+", "leadership"), (178_000, "+", "communication"), (250_000, "-", "tasks"),
        (310_000, "-", "situation"), (420_000, "+", "leadership"), (640_000, "+", "communication"),
    )  # fmt: skip
    return tuple(
        MarkSet(at_ms=at_ms, mark=number, sign=sign, category=category,
                note="order not acknowledged" if number == 3 else "")
        for number, (at_ms, sign, category) in enumerate(rows, start=1)
    )  # fmt: skip


def team_ratings(instrument):
    """Return a rater's whole TEAM form: one item not observed, one comment, locked."""
    items = [item for item in instrument.rated_items if item is not instrument.global_item]
    rated = [
        ItemRated(at_ms=700_000, item=item.id, score=None, is_observed=False)
        if number == 1
        else ItemRated(at_ms=700_000, item=item.id, score=3)
        for number, item in enumerate(items)
    ]
    if instrument.global_item is not None:
        rated.append(ItemRated(at_ms=700_000, item=instrument.global_item.id, score=7))
    mark = MarkSet(at_ms=95_000, mark=1, sign="+", category="leadership")
    return (
        mark,
        *rated,
        EvidenceLinked(at_ms=700_000, item=items[0].id, mark=1),
        CommentWritten(at_ms=700_000, item="", comment="Good recovery."),
        FormLocked(at_ms=700_000),
    )


def chain_of(annotations, *, rater="A1", instrument="team"):
    """Return annotations as one stored chain."""
    return RatingChain(
        rater=rater,
        instrument=instrument,
        entries=tuple(
            RecordedAnnotation(seq=seq, annotation=one, digest=bytes(32))
            for seq, one in enumerate(annotations, start=1)
        ),
    )


def full_record(*, ratings=None):
    """Return the record of that run."""
    return replace(
        run_record(full_facts(), points=full_trend()),
        ratings=(chain_of(full_marks()),) if ratings is None else ratings,
    )
