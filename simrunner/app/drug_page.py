"""The manual's page on the built-in drugs, written from the table in both languages.

`python -m simrunner.app.drug_page` writes it anew; a test compares page and table.
"""

from collections.abc import Iterator
from pathlib import Path

from simrunner.app.assets import read_catalogue, read_formulary
from simrunner.app.assets_folder import resources_folder
from simrunner.app.drug_kinetics_page import kinetics_sections
from simrunner.domain.catalogue import Catalogue, DoseRange, DrugRow, Range
from simrunner.domain.text import LANGUAGES
from simrunner.domain.vital import VITALS, Vital
from simrunner.patient.drug.formulary import Formulary

_PAGES = {"en": "drugs.md", "zh-CN": "drugs.zh-CN.md"}

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "head": "# The drug table\n\n[简体中文](drugs.zh-CN.md)\n\n"
        "**SIMULATION, not for clinical use.** The table checks files and input and drives "
        "simulated bodies; it never doses anyone, and no clinician has reviewed it.\n",
        "counts": "It has {rows} rows and {ranges} sourced entries. {read} entries were read in "
        "their source, in a public page or a copy of it; in {whole} rows that is true of every "
        "entry. The others are from memory.\n\n"
        "- *Read* has the day; an empty cell means that nobody has looked the entry up.\n"
        "- Routes and strengths are from memory.\n"
        "- A dose per kg may be capped (*at most*). *In all* is the most of one treatment; where "
        "it is empty, the checker takes three times the upper end of one dose.\n"
        "- A kind of patient that is not listed is not stated, and nothing is checked for it.\n"
        "- `adult_single` and `max_total` in a file win over the table.\n",
        "columns": "| drug | for | one dose | in all | infusion | read | source |",
        "at most": "at most", "comma": ", ",
        "vitals": "Where vitals start",
        "start": "A vital that a file does not give starts here, by the `template` of its "
        "patient; what is empty starts as in an adult.\n",
        "vital": "vital",
    },
    "zh-CN": {
        "head": "# 药物表\n\n[English](drugs.md)\n\n"
        "**模拟教学，非临床使用。** 本表用于检查文件和输入，并驱动模拟患者，"
        "从不用于给任何人确定剂量，也未经临床医师审核。\n",
        "counts": "共 {rows} 行、{ranges} 条注明来源的条目。"
        "{read} 条已在来源（公开网页或其副本）中查阅；"
        "{whole} 行的全部条目均已查阅。其余凭记忆写成。\n\n"
        "- “查阅”一栏是日期；空白表示无人查阅过该条目。\n"
        "- 给药途径和规格凭记忆写成。\n"
        "- 按体重计算的剂量可有上限（“最多”）。"
        "“总量”是一次治疗的最大总量；空白时，检查器取单次剂量上限的三倍。\n"
        "- 未列出的患者类别即未说明，不做检查。\n"
        "- 文件中的 `adult_single` 和 `max_total` 优先于本表。\n",
        "columns": "| 药物 | 适用 | 单次剂量 | 总量 | 输注 | 查阅 | 来源（原文） |",
        "at most": "最多", "comma": "、",
        "vitals": "生命体征的起始值",
        "start": "文件没有给出的生命体征，按患者的 `template` 从这里开始；空白的与成人相同。\n",
        "vital": "生命体征",
    },
}  # fmt: skip

_TEMPLATES = {
    "adult": {"en": "adult", "zh-CN": "成人"},
    "child": {"en": "child", "zh-CN": "小儿"},
    "infant": {"en": "infant", "zh-CN": "婴儿"},
    "neonate": {"en": "neonate", "zh-CN": "新生儿"},
    "obstetric": {"en": "obstetric", "zh-CN": "产科"},
    "elderly": {"en": "elderly", "zh-CN": "老年"},
}

_GROUPS = {
    "vasoactive": {"en": "Heart and vessels", "zh-CN": "血管活性药"},
    "heart-rhythm": {"en": "Heart rhythm", "zh-CN": "抗心律失常药"},
    "anaesthesia": {"en": "Anaesthesia", "zh-CN": "麻醉药"},
    "opioids": {"en": "Opioids", "zh-CN": "阿片类药"},
    "relaxants": {"en": "Muscle relaxants and their reversal", "zh-CN": "肌松药及其拮抗药"},
    "antidotes": {"en": "Antidotes", "zh-CN": "解毒药与拮抗药"},
    "seizures-and-sedation": {"en": "Seizures and the brain", "zh-CN": "惊厥与脑"},
    "airway-and-allergy": {"en": "Airways and allergy", "zh-CN": "气道与过敏"},
    "fluids-and-blood": {"en": "Fluids, electrolytes, blood", "zh-CN": "液体、电解质、血液"},
    "obstetric": {"en": "Obstetrics", "zh-CN": "产科"},
    "other": {"en": "Other", "zh-CN": "其他"},
}


def drug_page(catalogue: Catalogue, formulary: Formulary, language: str) -> str:
    """Return the page in one language as Markdown."""
    words, rows = _WORDS[language], tuple(catalogue.drugs.values())
    ranges = tuple(each for row in rows for each in row.ranges)
    counts = words["counts"].format(
        rows=len(rows), ranges=len(ranges), read=sum(each.is_verified for each in ranges),
        whole=sum(row.is_verified for row in rows),
    )  # fmt: skip
    parts = [words["head"], counts]
    for group, names in _GROUPS.items():
        lines = [words["columns"], "|---|---|---|---|---|---|---|"]
        for row in rows:
            if row.group == group:
                lines.extend(_lines(row, language))
        parts.append(f"## {names[language]}\n\n" + "\n".join(lines) + "\n")
    names = {row.id: row.name.by_language[language] for row in rows}
    parts.append(kinetics_sections(formulary, names, language))
    parts.append(f"## {words['vitals']}\n\n{words['start']}\n{_start_table(catalogue, language)}")
    return "\n".join(parts)


def _lines(row: DrugRow, language: str) -> Iterator[str]:
    """Yield one line of the table for each of a row's entries, the drug named in the first."""
    words = _WORDS[language]
    strengths = ", ".join(str(each) for each in row.concentrations)
    name = f"**{row.name.by_language[language]}** `{row.id}`<br>{' '.join(row.routes)}"
    for each in row.ranges:
        whom = words["comma"].join(_TEMPLATES[template][language] for template in each.templates)
        cells = (
            f"{name}<br>{strengths}" if name and strengths else name, whom,
            _single(each, words["at most"]), str(each.max_total or ""), _span(each.infusion),
            each.checked, f"{each.source}: {each.says}" if each.says else each.source,
        )  # fmt: skip
        yield "| " + " | ".join(cells) + " |"
        name = ""


def _single(stated: DoseRange, at_most: str) -> str:
    cap = f", {at_most} {stated.at_most}" if stated.at_most is not None else ""
    return f"{_span(stated.single)}{cap}"


def _span(span: Range | None) -> str:
    if span is None:
        return ""
    low, high = span
    return str(low) if low == high else f"{low} – {high}"


def _start_table(catalogue: Catalogue, language: str) -> str:
    names = [name for name in _TEMPLATES if name in catalogue.templates]
    heads = [_WORDS[language]["vital"], *(_TEMPLATES[name][language] for name in names)]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for vital, spec in VITALS.items():
        cells = [_start(catalogue, name, vital) for name in names]
        if any(cells):
            label = f"{vital.value} ({spec.unit})" if spec.unit else vital.value
            lines.append("| " + " | ".join([label, *cells]) + " |")
    return "\n".join(lines) + "\n"


def _start(catalogue: Catalogue, template: str, vital: Vital) -> str:
    number = catalogue.templates[template].get(vital)
    return f"{number:.{VITALS[vital].decimals}f}" if number is not None else ""


def page_file(language: str) -> Path:
    """Return where the page of a language stands."""
    return resources_folder() / "docs" / "reference" / _PAGES[language]


def write_pages() -> None:
    """Write the page in every language from the table as it is now."""
    catalogue, formulary = read_catalogue(), read_formulary()
    for language in LANGUAGES:
        page = drug_page(catalogue, formulary, language)
        page_file(language).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    write_pages()
