"""What a rhythm is called on screen: the names of the closed list of rhythms."""

from simrunner.domain.text import Translate


def rhythm_word(rhythm: str, tr: Translate) -> str:
    """Return the name of a rhythm, or its id made readable when the list lacks it."""
    return {**_first_half(tr), **_second_half(tr)}.get(rhythm) or rhythm.replace("-", " ")


def _first_half(tr: Translate) -> dict[str, str]:
    return {
        "sinus": tr("Sinus rhythm"),
        "sinus-bradycardia": tr("Sinus bradycardia"),
        "sinus-tachycardia": tr("Sinus tachycardia"),
        "sinus-arrhythmia": tr("Sinus arrhythmia"),
        "sinus-arrest": tr("Sinus arrest"),
        "sick-sinus": tr("Sick sinus syndrome"),
        "sinus-pac": tr("Sinus rhythm with premature atrial complexes"),
        "sinus-pjc": tr("Sinus rhythm with premature junctional complexes"),
        "svt": tr("Supraventricular tachycardia (AVNRT)"),
        "svt-aberrant": tr("SVT with aberrancy"),
        "atrial-tachycardia": tr("Atrial tachycardia"),
        "multifocal-atrial-tachycardia": tr("Multifocal atrial tachycardia"),
        "af": tr("Atrial fibrillation"),
        "af-wpw": tr("Atrial fibrillation with WPW"),
        "flutter": tr("Atrial flutter"),
        "flutter-variable": tr("Atrial flutter, variable block"),
        "junctional": tr("Junctional rhythm"),
        "accelerated-junctional": tr("Accelerated junctional rhythm"),
        "junctional-tachycardia": tr("Junctional tachycardia"),
        "heart-block-1": tr("First-degree AV block"),
        "heart-block-2-1": tr("Second-degree AV block, Mobitz I (Wenckebach)"),
        "heart-block-2-2": tr("Second-degree AV block, Mobitz II"),
        "heart-block-2-to-1": tr("2:1 AV block"),
        "heart-block-2-3-to-1": tr("3:1 AV block"),
        "electrical-alternans": tr("Electrical alternans"),
        "heart-block-3": tr("Third-degree AV block, junctional escape"),
        "heart-block-3-wide": tr("Third-degree AV block, ventricular escape"),
        "rbbb": tr("Right bundle branch block"),
        "lbbb": tr("Left bundle branch block"),
        "left-anterior-block": tr("Left anterior fascicular block"),
        "wpw": tr("Wolff–Parkinson–White"),
        "sinus-pvc": tr("Sinus rhythm with premature ventricular complexes"),
        "pvc-multifocal": tr("Multifocal premature ventricular complexes"),
        "bigeminy": tr("Ventricular bigeminy"),
        "trigeminy": tr("Ventricular trigeminy"),
        "couplets": tr("PVC couplets"),
    }


def _second_half(tr: Translate) -> dict[str, str]:
    return {
        "r-on-t": tr("R on T"),
        "vt": tr("Monomorphic VT with pulse"),
        "vt-pulseless": tr("Pulseless VT"),
        "vt-polymorphic": tr("Polymorphic VT"),
        "torsades": tr("Torsades de pointes"),
        "vf": tr("Coarse ventricular fibrillation"),
        "vf-fine": tr("Fine ventricular fibrillation"),
        "asystole": tr("Asystole"),
        "p-wave-asystole": tr("P-wave asystole"),
        "agonal": tr("Agonal rhythm"),
        "idioventricular": tr("Idioventricular rhythm"),
        "accelerated-idioventricular": tr("Accelerated idioventricular rhythm"),
        "paced-aai": tr("Paced, AAI"),
        "paced-vvi": tr("Paced, VVI"),
        "paced-ddd": tr("Paced, DDD"),
        "pacing-no-capture": tr("Pacing: failure to capture"),
        "pacing-no-sensing": tr("Pacing: failure to sense"),
        "pacing-no-output": tr("Pacing: no output"),
        "stemi-anterior": tr("Anterior STEMI"),
        "stemi-inferior": tr("Inferior STEMI"),
        "stemi-lateral": tr("Lateral STEMI"),
        "stemi-posterior": tr("Posterior STEMI"),
        "nstemi": tr("NSTEMI"),
        "hyperkalaemia": tr("Hyperkalaemia"),
        "hypokalaemia": tr("Hypokalaemia"),
        "hypothermia": tr("Hypothermia (J wave)"),
        "long-qt": tr("Long QT"),
        "brugada": tr("Brugada type 1"),
        "pulmonary-embolism": tr("Pulmonary embolism"),
        "pericarditis": tr("Pericarditis"),
        "tricyclic": tr("Tricyclic poisoning"),
        "lvh": tr("Left ventricular hypertrophy"),
        "pea": tr("Pulseless electrical activity"),
        "pea-pseudo": tr("Pseudo-PEA"),
    }
