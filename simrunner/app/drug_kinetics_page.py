"""The part of the drug page that tells what a modelled body does with each drug."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from simrunner.patient.drug.drug import Drug, Effect, Evidence, Kinetics
from simrunner.patient.drug.formulary import Formulary
from simrunner.patient.handle import RULES

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "en": {
        "kinetics": "## What a modelled body does with a drug\n\n"
        "Amounts spread over one to three compartments and an effect site, solved exactly; "
        "figures are for 70 kg. {known} drugs have kinetics and effects; of {rows} rows of "
        "figures, {read} were read in their source. *Read* has the day, as above.\n\n"
        "- Concentrations are the unit per litre: mcg/L is ng/mL, mg/L is mcg/mL.\n"
        "- A curve is for a drug of which only the course of the effect is known: the dose gives "
        "the level 1 at its peak, and a quarter of it is left at the end.\n"
        "- By other routes a dose is absorbed by a half-life and a share; where no row says "
        "them of the drug, by a teaching choice for the route.\n"
        "- Whatever has no row here does nothing to a modelled body.\n",
        "moves": "| drug | unit | model | effect | read | source |",
        "effects": "## What drugs do to a modelled body\n\n"
        "Each row turns one handle of the body: to a factor (×), or by an amount (+). The effect "
        "follows the effect site: *most* is the handle at the full effect, *half at* the level of "
        "half of it, or it is proportional. An agonist acts through a receptor that an antagonist "
        "competes for, or that a blocker (`beta_block`, `alpha_block`, `vagal_block`) has taken. "
        "Sizes are mostly teaching choices.\n",
        "turns": "| drug | handle | most | half at | through | read | basis |",
        "routes": "## How doses by other routes are taken up\n\n",
        "uptake": "| drug | route | half-life (min) | share | read | source |",
        "formula": "{model} (formula of age, sex and size)", "curve": "curve: {dose} gives 1",
        "half-life": "V {v1} L, half-life {half} min", "at once": "at once",
        "peak": "peak {peak} min", "end": ", a quarter left at {end} min", "ke0": "ke0 {ke0} /min",
        "per": "{slope} per unit", "hill": "{half}, Hill {hill}", "local": " (where {route} lies)",
        "compete": "competes at the receptor", "bind": "binds {drug}",
        "dilute": "doubles what is needed at {ki}", "each": "{per} for each {unit}",
    },
    "zh-CN": {
        "kinetics": "## 模型患者体内的药物过程\n\n"
        "药量在一至三个房室和效应室中分布，精确求解；数值按 70 kg 计。"
        "{known} 种药物有药代动力学和效应；{rows} 行数值中 {read} 行已在来源中查阅。"
        "“查阅”一栏是日期，含义同上。\n\n"
        "- 浓度为每升单位数：mcg/L 即 ng/mL，mg/L 即 mcg/mL。\n"
        "- “曲线”用于只知道效应时程的药物：该剂量在峰值时的水平为 1，结束时剩四分之一。\n"
        "- 其他途径按吸收半衰期和吸收比例进入血液；没有该药物的行时，按途径的教学取值。\n"
        "- 此处没有行的药物对模型患者不起作用。\n",
        "moves": "| 药物 | 单位 | 模型 | 效应 | 查阅 | 来源（原文） |",
        "effects": "## 药物对模型患者的作用\n\n"
        "每一行转动身体的一个调节量：乘以系数（×）或增加一个量（+）。效应跟随效应室浓度："
        "“最大”是完全效应时的值，“半效”是产生一半效应的水平，或与浓度成正比。"
        "激动药经受体起作用；拮抗药与其竞争，阻滞药"
        "（`beta_block`、`alpha_block`、`vagal_block`）则占据该受体。"
        "大小多为教学取值。\n",
        "turns": "| 药物 | 调节量 | 最大 | 半效 | 经由 | 查阅 | 依据（原文） |",
        "routes": "## 其他途径的吸收\n\n",
        "uptake": "| 药物 | 途径 | 半衰期（min） | 比例 | 查阅 | 来源（原文） |",
        "formula": "{model}（年龄、性别和体格的公式）", "curve": "曲线：{dose} 时为 1",
        "half-life": "V {v1} L，半衰期 {half} min", "at once": "即刻",
        "peak": "峰值 {peak} min", "end": "，{end} min 时剩四分之一", "ke0": "ke0 {ke0} /min",
        "per": "每单位 {slope}", "hill": "{half}，Hill {hill}", "local": "（{route} 局部）",
        "compete": "竞争受体", "bind": "结合 {drug}",
        "dilute": "{ki} 时所需浓度加倍", "each": "每 {unit} 需 {per}",
    },
})  # fmt: skip

_LN2 = 0.6931471805599453


def kinetics_sections(formulary: Formulary, names: Mapping[str, str], language: str) -> str:
    """Return the sections on kinetics, effects and other routes as Markdown."""
    words = _WORDS[language]
    drugs = tuple(formulary.drugs.values())
    rows = [each for drug in drugs for each in _evidence(drug)]
    head = words["kinetics"].format(
        known=len(drugs), rows=len(rows), read=sum(each.is_verified for each in rows)
    )
    moves = [words["moves"], "|---|---|---|---|---|---|"]
    moves.extend(_move(drug, names[drug.id], words) for drug in drugs)
    turns = [words["turns"], "|---|---|---|---|---|---|---|"]
    for drug in drugs:
        turns.extend(_turns(drug, names[drug.id], words))
    uptake = [words["uptake"], "|---|---|---|---|---|---|"]
    for drug in drugs:
        uptake.extend(_uptake(drug, names[drug.id]))
    return (
        f"{head}\n" + "\n".join(moves) + f"\n\n{words['effects']}\n" + "\n".join(turns)
        + f"\n\n{words['routes']}" + "\n".join(uptake) + "\n"
    )  # fmt: skip


def _evidence(drug: Drug) -> Iterator[Evidence]:
    yield drug.kinetics.evidence
    for stated in drug.absorptions:
        if stated.is_own:
            yield stated.evidence
    for rows in (drug.effects, drug.antagonisms, drug.bindings):
        yield from (row.evidence for row in rows)


def _move(drug: Drug, name: str, words: Mapping[str, str]) -> str:
    kinetics = drug.kinetics
    cells = (name, kinetics.unit, _model(kinetics, words), _effect_site(kinetics, words))
    return _row(cells, kinetics.evidence)


def _model(kinetics: Kinetics, words: Mapping[str, str]) -> str:
    adult = kinetics.adult
    if adult is None:
        return words["formula"].format(model=kinetics.model)
    if kinetics.kind == "curve":
        return words["curve"].format(dose=f"{kinetics.dose:g} {kinetics.unit}")
    if kinetics.kind == "half-life":
        half = f"{_LN2 / adult.k10_per_min:.4g}"
        return words["half-life"].format(v1=f"{adult.v1_l:.4g}", half=half)
    rates = {"k10": adult.k10_per_min}
    if adult.k12_per_min:
        rates |= {"k12": adult.k12_per_min, "k21": adult.k21_per_min}
    if adult.k13_per_min:
        rates |= {"k13": adult.k13_per_min, "k31": adult.k31_per_min}
    listed = ", ".join(f"{rate} {number:.4g}" for rate, number in rates.items())
    return f"V1 {adult.v1_l:.4g} L; {listed} /min"


def _effect_site(kinetics: Kinetics, words: Mapping[str, str]) -> str:
    if kinetics.kind == "formula":
        return "ke0"
    if kinetics.peak_min:
        peak = words["peak"].format(peak=f"{kinetics.peak_min:g}")
        end = words["end"].format(end=f"{kinetics.duration_min:g}")
        return peak + (end if kinetics.kind == "curve" else "")
    if kinetics.adult is not None and kinetics.adult.ke0_per_min:
        return words["ke0"].format(ke0=f"{kinetics.adult.ke0_per_min:.4g}")
    return words["at once"]


def _turns(drug: Drug, name: str, words: Mapping[str, str]) -> Iterator[str]:
    """Yield a row for each effect, antagonism and binding of a drug."""
    for effect in drug.effects:
        cells = (name, f"`{effect.handle}`", _most(effect), _half(effect, words), effect.via)
        yield _row(cells, effect.evidence)
    for each in drug.antagonisms:
        cells = (
            name, words["compete"], f"≤ 1 + {each.most:g}" if each.most else "",
            words["dilute"].format(ki=f"{each.ki:g}"), each.receptor,
        )  # fmt: skip
        yield _row(cells, each.evidence)
    for bound in drug.bindings:
        amount = words["each"].format(per=f"{bound.per_amount:g}", unit=drug.kinetics.unit)
        yield _row((name, words["bind"].format(drug=bound.drug), "", amount, ""), bound.evidence)


def _most(effect: Effect) -> str:
    if effect.slope is not None:
        return ""
    return f"× {effect.most:g}" if RULES[effect.handle] == "times" else f"{effect.most:+g}"


def _half(effect: Effect, words: Mapping[str, str]) -> str:
    if effect.slope is not None:
        text = words["per"].format(slope=f"{effect.slope:g}")
    elif effect.hill == 1.0:
        text = f"{effect.half_at:g}"
    else:
        text = words["hill"].format(half=f"{effect.half_at:g}", hill=f"{effect.hill:g}")
    return text + (words["local"].format(route=effect.at_route) if effect.at_route else "")


def _uptake(drug: Drug, name: str) -> Iterator[str]:
    for each in drug.absorptions:
        if each.is_own:
            cells = (name, each.route, f"{each.half_life_min:g}", f"{each.share:g}")
            yield _row(cells, each.evidence)


def _row(cells: tuple[str, ...], evidence: Evidence) -> str:
    source = f"{evidence.source}: {evidence.says}" if evidence.says else evidence.source
    return "| " + " | ".join((*cells, evidence.checked, source)) + " |"
