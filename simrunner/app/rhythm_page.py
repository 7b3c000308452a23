"""The manual's page on the rhythms, written from the table in both languages.

`python -m simrunner.app.rhythm_page` writes it anew; a test compares page and table.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simrunner.app.assets import table
from simrunner.app.assets_folder import resources_folder
from simrunner.domain.patient_state import PALPABLE_FRACTION
from simrunner.domain.text import LANGUAGES

_PAGES = {"en": "rhythms.md", "zh-CN": "rhythms.zh-CN.md"}

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "head": "# The rhythms\n\n[简体中文](rhythms.zh-CN.md)\n\n"
        "**SIMULATION, not for clinical use.** Rates, intervals and pulses are written down from "
        "textbooks for teaching; no clinician has reviewed them.\n",
        "about": "{rows} rhythms. Of {verified} somebody looked up what the last column says was "
        "read; the others are unverified.\n\n"
        "- The vital HR is the ventricular rate. Every complex counts, early and paced ones too; "
        "a group of beats is evened so that the mean is the HR of the file.\n"
        "- *Rate* is the usual one and its usual range. A file may set any HR.\n"
        "- *RR* is the usual interval between two beats at that HR. PR is from onset to onset; at "
        "fast rates it shortens.\n"
        "- *Pulse* is what the pressures of the file are worth at a usual beat. A beat below "
        "{palpable} % is not felt. In irregular rhythms a beat ejects by the pause before it.\n"
        "- `hyperkalaemia` looks as the vital K says: from 6.5 mmol/L and from 8 mmol/L worse. "
        "K and temperature shape the complexes of every other rhythm, too.\n"
        "- A new rhythm acts from the next beat that is not on its way yet.\n"
        "- Pacing through the skin draws its spikes by itself. Whether it captures in a scripted "
        "patient is for the file's rules to say: change the rhythm to `paced-vvi`. The same holds "
        "for when beats return after a shock.\n",
        "more": "## What else is drawn\n\n"
        "Of the 73 entries of the catalogue that this list was made from, these are no rhythms of "
        "their own and come about otherwise:\n\n"
        "- Slow and fast atrial fibrillation are `af`, 2:1, 3:1 and 4:1 flutter are `flutter`, at "
        "the HR of the file.\n"
        "- The three degrees of hyperkalaemia are `hyperkalaemia` at a K.\n"
        "- Compressions are drawn over every rhythm; a shock and the pause after it follow the "
        "shock.\n\n"
        "Missing are: salvos of three and more ventricular beats (`couplets` has pairs), "
        "the right ventricular leads of an inferior infarction, and escape beats in "
        "`sinus-arrest`.\n\n"
        "## In a modelled patient\n\n"
        "- In rhythms of the sinus node its reflexes set the rate. `sinus-bradycardia` and "
        "`sinus-tachycardia` move the node to their usual rate within ten seconds, unless it is in "
        "their range already; from there reflexes and treatments move it.\n"
        "- Pacing through the skin captures from 70 mA on.\n"
        "- Other rhythms beat at their usual rate or at the HR that is held. The faster, the less "
        "a beat fills and ejects; from some 200/min little is left, in ventricular tachycardia "
        "sooner.\n",
        "columns": "| rhythm | rate | complex | atria | beats | pulse | source |",
        "unread": " (unverified)",
        "none": "none", "p": "P, PR {pr} ms", "ectopic": "P′, PR {pr} ms",
        "retro": "P′, PR {pr} ms, from below", "after": "P′ {rp} ms after R",
        "small": "small P, PR {pr} ms", "peaked": "tall P, PR {pr} ms",
        "alone": "P {rate}/min, on their own", "af": "f waves", "flutter": "flutter waves",
        "vf": "fibrillation", "vf-fine": "fine fibrillation",
        "regular": "regular", "sway": "regular, RR ± {sway} % with the breath",
        "irregular": "irregular, RR at least {least} % of the mean",
        "conducted": "every {ratios} flutter waves, in changing order",
        "runs": "runs of {slow} slow and {fast} fast beats",
        "twisting": "the axis turns once in {beats} beats",
        "polymorphic": "each beat another size and axis",
        "ordinary": "ordinary beats: {count}; then ", "dropped": "P without a beat",
        "early": "{name} after {interval}", "beat": "beat",
        "compensates": "beat after a full pause", "pause": "pause of {interval}",
        "pr": ", PR {pr} ms",
        "spikes": "spikes: {where}", "atrium": "atrium", "ventricle": "ventricle",
        "own": "spikes {rate}/min, {captures}, {senses}", "captures": "capture",
        "fails": "no capture", "senses": "sensing", "blind": "no sensing",
        "full": "full", "fills": ", by filling", "no": "none", "list": ", ", "then": "; ",
    },
    "zh-CN": {
        "head": "# 心律\n\n[English](rhythms.md)\n\n"
        "**模拟教学，非临床使用。** 频率、间期和脉搏为教学而按教科书写成，未经临床医师审核。\n",
        "about": "共 {rows} 种心律。其中 {verified} 种已查阅最后一栏所写的内容；其余未核实。\n\n"
        "- 生命体征 HR 是心室率。每个 QRS 波都计入，包括期前和起搏的；一组心搏经过调整，"
        "使平均值等于文件中的 HR。\n"
        "- “频率”是常见值及其常见范围。文件可以设置任何 HR。\n"
        "- RR 指该 HR 下两次心搏的平均间期。PR 从起点量到起点；频率快时缩短。\n"
        "- “脉搏”是一次普通心搏相当于文件中压力的多少。低于 {palpable} % 的心搏摸不到。"
        "不规则的心律中，每搏射血取决于其前的间歇。\n"
        "- `hyperkalaemia` 的形态取决于生命体征 K：从 6.5 mmol/L 和 8 mmol/L 起逐级加重。"
        "K 和体温也会改变其他心律的波形。\n"
        "- 新心律从尚未确定的下一次心搏起生效。\n"
        "- 经皮起搏会自行画出起搏钉。在脚本患者身上是否夺获由文件的规则决定："
        "把心律改为 `paced-vvi`。"
        "电击后心搏何时恢复也是如此。\n",
        "more": "## 另外还画出什么\n\n"
        "本表依据的目录有 73 项，其中下列各项不是单独的心律，而由其他方式产生：\n\n"
        "- 慢速和快速心房颤动都是 `af`，2:1、3:1 和 4:1 心房扑动都是 `flutter`，取决于文件的 HR。\n"
        "- 高钾血症的三个程度都是 `hyperkalaemia`，取决于 K。\n"
        "- 胸外按压叠加在任何心律上；电击及其后的停顿随电击出现。\n\n"
        "尚缺：三搏及以上的短阵室性搏动（`couplets` 只有成对）、下壁心肌梗死的右室导联、"
        "`sinus-arrest` 中的逸搏。\n\n"
        "## 在模型患者中\n\n"
        "- 窦性心律的频率由反射决定。`sinus-bradycardia` 和 `sinus-tachycardia` "
        "在十秒内把窦房结带到其常见频率，除非已在其范围内；此后由反射和治疗改变。\n"
        "- 经皮起搏从 70 mA 起夺获。\n"
        "- 其他心律按常见频率或被固定的 HR 搏动。越快，每搏充盈和射血越少；"
        "约 200 次/分起所剩无几，室性心动过速更早。\n",
        "columns": "| 心律 | 频率 | QRS 波 | 心房 | 心搏 | 脉搏 | 来源（原文） |",
        "unread": "（未核实）",
        "none": "无", "p": "P 波，PR {pr} ms", "ectopic": "P′ 波，PR {pr} ms",
        "retro": "逆行 P′ 波，PR {pr} ms", "after": "R 后 {rp} ms 有 P′ 波",
        "small": "低小 P 波，PR {pr} ms", "peaked": "高尖 P 波，PR {pr} ms",
        "alone": "P 波 {rate} 次/分，与 QRS 无关", "af": "f 波", "flutter": "F 波",
        "vf": "颤动波", "vf-fine": "细颤波",
        "regular": "规则", "sway": "规则，RR 随呼吸 ± {sway} %",
        "irregular": "不规则，RR 至少为平均值的 {least} %",
        "conducted": "每 {ratios} 个 F 波下传一次，次序变化",
        "runs": "{slow} 次慢搏与 {fast} 次快搏交替",
        "twisting": "电轴每 {beats} 搏转一圈",
        "polymorphic": "每搏大小和电轴都不同",
        "ordinary": "{count} 次普通心搏，然后", "dropped": "P 波后无 QRS",
        "early": "{interval} 后{name}", "beat": "心搏",
        "compensates": "完全代偿后的心搏", "pause": "停搏 {interval}", "pr": "，PR {pr} ms",
        "spikes": "起搏钉：{where}", "atrium": "心房", "ventricle": "心室",
        "own": "起搏钉 {rate} 次/分，{captures}，{senses}", "captures": "可夺获",
        "fails": "不夺获", "senses": "感知正常", "blind": "不感知",
        "full": "完整", "fills": "，取决于充盈", "no": "无", "list": "、", "then": "；",
    },
}  # fmt: skip


def rhythm_page(rows: Mapping[str, Mapping[str, Any]], language: str, palpable: float) -> str:
    """Return the page in one language as Markdown; ``palpable`` is the least share of a pulse."""
    words = _WORDS[language]
    about = words["about"].format(
        rows=len(rows), verified=sum(row["verified"] for row in rows.values()),
        palpable=round(100 * palpable),
    )  # fmt: skip
    lines = [words["columns"], "|---|---|---|---|---|---|---|"]
    for rhythm_id, row in rows.items():
        cells = (
            f"**{row[language]}** `{rhythm_id}`", _rate(row), _complexes(row),
            _atria(row, words), _beats(row, words), _pulse(row, words),
            row["source"] if row["verified"] else row["source"] + words["unread"],
        )  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([words["head"], about, "\n".join(lines), "", words["more"]])


def _rate(row: Mapping[str, Any]) -> str:
    if "rate" not in row:
        return ""
    rate = row["rate"]
    return f"{rate['usual']} ({rate['least']}–{rate['most']})"


def _complexes(row: Mapping[str, Any]) -> str:
    names = [row["complex"]] if "complex" in row else []
    generator = row.get("generator", {})
    names += [name for step in generator.get("steps", ()) for name in step.get("complex", ())]
    names += generator.get("complexes", ())
    names += [degree["complex"] for degree in row.get("degree", ())]
    return "<br>".join(f"`{name}`" for name in dict.fromkeys(names))


def _atria(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if "background" in row:
        return words[row["background"]["kind"]]
    if "dissociated_p_per_min" in row:
        return words["alone"].format(rate=row["dissociated_p_per_min"])
    atria = row.get("atria")
    if atria is None:
        return words["none"]
    if "rp_ms" in atria:
        return words["after"].format(rp=atria["rp_ms"])
    kind = {"sinus": "p", "retrograde": "retro", "small": "small", "peaked": "peaked"}
    pr_ms = row.get("generator", {}).get("pr_ms", atria["pr_ms"])
    return words[kind.get(atria["shape"], "ectopic")].format(pr=_ends(pr_ms))


def _beats(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """Return how the beats lie, and what a pacemaker does."""
    parts = []
    if "rate" in row:
        generator = row.get("generator", {"kind": "regular"})
        parts.append(_placed(row, generator, words))
    if "stimulates" in row:
        where = words["list"].join(words[chamber] for chamber in row["stimulates"])
        parts.append(words["spikes"].format(where=where))
    if "pacemaker" in row:
        own = row["pacemaker"]
        parts.append(
            words["own"].format(
                rate=own["rate_per_min"],
                captures=words["captures" if own["captures"] else "fails"],
                senses=words["senses" if own["senses"] else "blind"],
            )
        )
    return words["then"].join(parts)


def _placed(row: Mapping[str, Any], generator: Mapping[str, Any], words: Mapping[str, str]) -> str:
    kind = generator["kind"]
    if kind == "grouped":
        steps = words["then"].join(_step(step, words) for step in generator["steps"])
        if generator["ordinary"][1] == 0:
            return steps
        return words["ordinary"].format(count=_ends(generator["ordinary"])) + steps
    if kind == "regular" and row.get("sway", 0.0) >= 0.05:
        kind = "sway"
    ratios = sorted(set(generator.get("ratios", ())))
    return words[kind].format(
        least=round(100 * generator.get("least", 0.0)), sway=round(100 * row.get("sway", 0.0)),
        slow=_ends(generator.get("slow", 0)), fast=_ends(generator.get("fast", 0)),
        beats=_ends(generator.get("beats", 0)), ratios=words["list"].join(map(str, ratios)),
    )  # fmt: skip


def _step(step: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if step.get("dropped"):
        return words["dropped"]
    if step.get("compensates"):
        return words["compensates"]
    if "interval_ms" in step:
        interval = f"{_ends(step['interval_ms'])} ms"
    else:
        interval = f"{_ends([round(100 * end) for end in step['interval']])} % RR"
    if step.get("pause"):
        return words["pause"].format(interval=interval)
    name = "/".join(f"`{each}`" for each in step.get("complex", ())) or words["beat"]
    pr_ms = step.get("atria", {}).get("pr_ms")
    told = name if interval == "100 % RR" else words["early"].format(name=name, interval=interval)
    return told if pr_ms is None else told + words["pr"].format(pr=pr_ms)


def _pulse(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    pulse = row.get("pulse", 1.0) if "rate" in row else 0.0
    if pulse == 0.0:
        return words["no"]
    told = words["full"] if pulse == 1.0 else f"{round(100 * pulse)} %"
    return told + (words["fills"] if row.get("fills") else "")


def _ends(ends: Any) -> str:
    """Return a number, or the two ends of a range, or one where they are equal."""
    if not isinstance(ends, list):
        return str(ends)
    low, high = ends
    return str(low) if low == high else f"{low}–{high}"


def page_file(language: str) -> Path:
    """Return where the page of a language stands."""
    return resources_folder() / "docs" / "reference" / _PAGES[language]


def page_of(language: str) -> str:
    """Return the page in one language from the table as it is now."""
    return rhythm_page(table("rhythms", "rhythms.toml")["rhythm"], language, PALPABLE_FRACTION)


def write_pages() -> None:
    """Write the page in every language."""
    for language in LANGUAGES:
        page_file(language).write_text(page_of(language), encoding="utf-8")


if __name__ == "__main__":
    write_pages()
